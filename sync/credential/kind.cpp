#include "sync/credential/kind.h"

#include <algorithm>

namespace hall::credential {

QByteArray name(Kind kind) {
  switch (kind) {
    case Kind::Test:
      return "hcert.test";
    case Kind::Vaccination:
      return "hcert.vaccination";
    case Kind::Recovery:
      return "hcert.recovery";
    case Kind::Cwt:
      return "cwt";
    case Kind::Resume:
      return "hall.resume";
    case Kind::Receipt:
      return "hall.receipt";
    case Kind::Technician:
      return "hall.technician";
  }
  return {};
}

std::optional<Kind> kindNamed(const QByteArray& name) {
  const auto* const found = std::ranges::find_if(kKinds, [&name](Kind kind) { return credential::name(kind) == name; });
  return found == kKinds.end() ? std::nullopt : std::optional(*found);
}

}  // namespace hall::credential
