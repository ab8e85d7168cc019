#include "drivers/code/presentation.h"

#include <QCryptographicHash>

namespace hall::drivers {

bool Presentation::isRepeat(const QByteArray& bytes, Moment now) {
  const QByteArray digest = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256);
  const bool repeat = digest == m_digest && now - m_last < kWindow;
  m_digest = digest;
  m_last = now;
  return repeat;
}

}  // namespace hall::drivers
