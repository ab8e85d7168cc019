#pragma once
// Finds the row of a request. Immutable once made; thread: any.
#include <variant>
#include <vector>

#include "sync/gateway/route.h"

namespace hall::gateway {

class RouteTable {
 public:
  explicit RouteTable(const QList<Route>& routes);

  struct Found {
    const Route* route;
    Call call;
  };
  // Or the refusal: no such path, or no such method there.
  [[nodiscard]] std::variant<Found, Response> find(const Request& request) const;

 private:
  struct Entry {
    Route route;
    QByteArrayList steps;  // of the pattern
    QByteArrayList names;
  };
  std::vector<Entry> m_entries;
};

}  // namespace hall::gateway
