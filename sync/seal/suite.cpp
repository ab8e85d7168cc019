#include "sync/seal/suite.h"

#include <array>

namespace hall::seal {

namespace {
constexpr std::array<Suite, 1> kSuites{{
    {"p256", "P-256", "SHA256", "AES-256-GCM"},
}};
}  // namespace

std::span<const Suite> suites() {
  return kSuites;
}

const Suite& defaultSuite() {
  return kSuites.front();
}

}  // namespace hall::seal
