#include "sync/base/identifier.h"

#include <QRandomGenerator>
#include <array>

namespace hall {

namespace {
bool isLowerHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}
}  // namespace

QByteArray mintIdentifier(const Clock& clock) {
  std::array<quint32, 4> random{};
  QRandomGenerator::system()->fillRange(random.data(), random.size());
  const auto milliseconds = static_cast<quint64>(clock.now().toMSecsSinceEpoch()) & 0xFFFFFFFFFFFFULL;
  const quint64 high = (milliseconds << 16U) | 0x7000U | (random[0] & 0x0FFFU);
  const quint64 low = 0x8000000000000000ULL | ((quint64{random[1]} << 32U | random[2]) & 0x3FFFFFFFFFFFFFFFULL);
  const QByteArray hex =
      QByteArray::number(high, 16).rightJustified(16, '0') + QByteArray::number(low, 16).rightJustified(16, '0');
  return hex.mid(0, 8) + '-' + hex.mid(8, 4) + '-' + hex.mid(12, 4) + '-' + hex.mid(16, 4) + '-' + hex.mid(20);
}

bool isIdentifier(QByteArrayView text) {
  if (text.size() != 36) {
    return false;
  }
  for (qsizetype i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !isLowerHex(text[i])) {
      return false;
    }
  }
  return text[14] == '7' && (text[19] == '8' || text[19] == '9' || text[19] == 'a' || text[19] == 'b');
}

}  // namespace hall
