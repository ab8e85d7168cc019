#pragma once
// What a credential is about, and so what its signer must be allowed to sign. Pure; any thread.
#include <QByteArray>
#include <array>
#include <optional>

namespace hall::credential {

enum class Kind {
  Test,         // health certificate ("hcert"): of a test
  Vaccination,  //   of a vaccination
  Recovery,     //   of a recovery
  Cwt,          // any other claims behind "HC1:"
  Resume,       // of Hall: go on elsewhere with a case
  Receipt,      //   the platform received a submission
  Technician,   //   who may open the maintenance pages
};

inline constexpr std::array kKinds{Kind::Test,   Kind::Vaccination, Kind::Recovery,  Kind::Cwt,
                                   Kind::Resume, Kind::Receipt,     Kind::Technician};

QByteArray name(Kind kind);  // as trust lists write it: "hcert.test"
std::optional<Kind> kindNamed(const QByteArray& name);

}  // namespace hall::credential
