#include "sync/base/wipe.h"

#include <cstring>

namespace hall {

void wipe(QByteArray& bytes) {
  // Detaching would copy the secret instead of erasing it; the last owner erases, earlier ones only let go.
  if (bytes.isDetached() && bytes.capacity() > 0) {
    explicit_bzero(bytes.data(), static_cast<size_t>(bytes.size()));
  }
  bytes.clear();
}

void wipe(QString& text) {
  if (text.isDetached() && text.capacity() > 0) {
    explicit_bzero(text.data(), static_cast<size_t>(text.size()) * sizeof(QChar));
  }
  text.clear();
}

}  // namespace hall
