#include "sync/gateway/message.h"

#include <algorithm>
#include <array>

namespace hall::gateway {

namespace {
struct Named {
  Role role;
  const char* name;
};
constexpr std::array<Named, 5> kRoles{{{Role::Kiosk, "kiosk"},
                                       {Role::Counter, "counter"},
                                       {Role::Gateway, "gateway"},
                                       {Role::Agency, "agency"},
                                       {Role::Operator, "operator"}}};
}  // namespace

Role roleOf(QByteArrayView name) {
  const auto* found = std::ranges::find_if(kRoles, [name](const Named& row) { return name == row.name; });
  return found == kRoles.end() ? Role::None : found->role;
}

QByteArray name(Role role) {
  const auto* found = std::ranges::find(kRoles, role, &Named::role);
  return found == kRoles.end() ? "none" : found->name;
}

}  // namespace hall::gateway
