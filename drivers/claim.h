#pragma once
// Who has the bay to himself, after UPOS's Claim and Release: one owner, and those who ask on its behalf. A value; who
// they are is compared, never touched.
#include <QList>
#include <QObject>

#include "sync/base/result.h"

namespace hall::drivers {

class Claim {
 public:
  // Busy "device.claimed" while somebody else holds it; the holder may take it again, with other users.
  Result<void> take(const QObject* owner, const QList<const QObject*>& users) {
    if (m_owner != nullptr && m_owner != owner) return failure(Failure::Busy, "device.claimed");
    m_owner = owner;
    m_users = users;
    return {};
  }
  void giveBack() {
    m_owner = nullptr;
    m_users.clear();
  }

  [[nodiscard]] bool heldBy(const QObject* owner) const { return m_owner != nullptr && m_owner == owner; }
  // Whether this one may ask now; everybody may while nobody holds it.
  [[nodiscard]] bool admits(const QObject* context) const {
    return m_owner == nullptr || context == m_owner || m_users.contains(context);
  }

 private:
  const QObject* m_owner = nullptr;
  QList<const QObject*> m_users;
};

}  // namespace hall::drivers
