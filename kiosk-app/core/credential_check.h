#pragma once
// Judges signed credentials by the trust list that was mirrored to this terminal: <folder>/trust-list.cms, signed by
// the root in <folder>/trust-root.pem. Both are read anew each time, so that a new list counts at once; without them
// nobody is known. Blocks for some milliseconds; thread: any.
#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/credential/verify.h"

namespace hall::kiosk {

class CredentialCheck {
 public:
  CredentialCheck(QString folder, const Clock& clock, Log& log)
      : m_folder(std::move(folder)), m_clock(clock), m_log(log) {}

  [[nodiscard]] credential::Verdict judge(const QString& text) const;

 private:
  [[nodiscard]] std::optional<credential::TrustList> list() const;

  QString m_folder;
  const Clock& m_clock;
  Log& m_log;
};

}  // namespace hall::kiosk
