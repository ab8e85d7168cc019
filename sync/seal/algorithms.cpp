#include "sync/seal/algorithms.h"

namespace hall::seal {

const Algorithms& algorithms() {
  static const Algorithms all;
  return all;
}

}  // namespace hall::seal
