#include "sync/outbox/high_water.h"

#include <fcntl.h>
#include <unistd.h>

#include <QFile>

namespace hall::outbox {

namespace {
constexpr int kDigits = 20;
constexpr int kSize = kDigits + 6;

// "00000000000000000042 8f3a\n": always of one size, so that it is written over in place, within a sector.
QByteArray text(qint64 line) {
  const QByteArray digits = QByteArray::number(line).rightJustified(kDigits, '0');
  return digits + ' ' + QByteArray::number(qChecksum(digits), 16).rightJustified(4, '0') + '\n';
}
}  // namespace

HighWater::HighWater(const QString& path)
    : m_descriptor(::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)) {}

HighWater::~HighWater() {
  if (m_descriptor >= 0) ::close(m_descriptor);
}

std::optional<qint64> HighWater::line() const {
  QByteArray content(kSize, '\0');
  if (m_descriptor < 0 || ::pread(m_descriptor, content.data(), kSize, 0) != kSize) return std::nullopt;
  bool valid = false;
  const qint64 line = content.left(kDigits).toLongLong(&valid);
  return valid && text(line) == content ? std::optional(line) : std::nullopt;
}

void HighWater::note(qint64 line) const {
  if (m_descriptor >= 0) (void)!::pwrite(m_descriptor, text(line).constData(), kSize, 0);
}

}  // namespace hall::outbox
