#pragma once
// A courier for each agency that has a webhook, while this lives.
#include <memory>
#include <vector>

#include "sync/gateway/agency/courier.h"

namespace hall::gateway::agency {

class Couriers {
 public:
  // `keys`, `clock` and `log` must outlive it. Each courier gets sessions of its own of `source`.
  static Result<std::unique_ptr<Couriers>> start(const sql::Source& source, const Agencies& agencies,
                                                 const PlatformKeys& keys, const Clock& clock, Log& log);

 private:
  std::vector<std::unique_ptr<Courier>> m_couriers;
};

}  // namespace hall::gateway::agency
