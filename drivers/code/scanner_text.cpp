#include "drivers/code/scanner_text.h"

#include <algorithm>

#include "drivers/code/payload_text.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

constexpr qsizetype longestSuffix = 2;
constexpr qsizetype mostWaiting = 8;  // scans nobody has asked for yet; older ones are nobody's any more

}  // namespace

ScannerText::ScannerText(Suffix suffix, QList<QByteArray> echoes) : m_suffix(suffix), m_echoes(std::move(echoes)) {}

ScannerText::~ScannerText() {
  clear();
}

void ScannerText::clear() {
  hall::wipe(m_bytes);
  m_bytes.clear();
  for (Result<QByteArray>& scan : m_whole) {
    if (scan) hall::wipe(*scan);
  }
  m_whole.clear();
  m_flooded = false;
}

bool ScannerText::isEcho(const QByteArray& scan) const {
  return std::any_of(m_echoes.cbegin(), m_echoes.cend(), [&](const QByteArray& echo) { return scan.startsWith(echo); });
}

bool ScannerText::endsHere() const {
  switch (m_suffix) {
    case Suffix::Any:
      return m_bytes.endsWith('\r') || m_bytes.endsWith('\n');
    case Suffix::Cr:
      return m_bytes.endsWith('\r');
    case Suffix::Lf:
      return m_bytes.endsWith('\n');
    case Suffix::CrLf:
      return m_bytes.endsWith("\r\n");
    case Suffix::Tab:
      return m_bytes.endsWith('\t');
    case Suffix::None:
      return false;
  }
  return false;
}

void ScannerText::add(QByteArrayView bytes) {
  for (const char byte : bytes) {
    m_bytes.append(byte);
    if (endsHere()) {
      if (Scan scan = finish()) m_whole.append(std::move(*scan));
      if (m_whole.size() > mostWaiting) m_whole.removeFirst();
    } else if (m_bytes.size() > mostCodeBytes + longestSuffix) {
      // The last byte stays, so that a suffix of two is still known for one.
      hall::wipe(m_bytes);
      m_bytes = QByteArray(1, byte);
      m_flooded = true;
    }
  }
}

ScannerText::Scan ScannerText::finish() {
  QByteArray scan = std::exchange(m_bytes, {});
  if (std::exchange(m_flooded, false)) {
    hall::wipe(scan);
    return failure(Failure::Garbled, "code.too-long");
  }
  if (m_suffix != Suffix::None) scan = withoutSuffix(std::move(scan));
  // Between CR and LF lies nothing.
  if (scan.isEmpty() || isEcho(scan)) return std::nullopt;
  if (scan.size() > mostCodeBytes) {
    hall::wipe(scan);
    return failure(Failure::Garbled, "code.too-long");
  }
  return scan;
}

ScannerText::Scan ScannerText::next() {
  if (m_whole.isEmpty()) return std::nullopt;
  return m_whole.takeFirst();
}

ScannerText::Scan ScannerText::end() {
  return begun() ? finish() : std::nullopt;
}

QByteArray withoutSuffix(QByteArray scan) {
  for (const char* suffix : {"\r\n", "\r", "\n", "\t"}) {
    if (scan.endsWith(suffix)) {
      scan.chop(static_cast<qsizetype>(qstrlen(suffix)));
      break;
    }
  }
  return scan;
}

}  // namespace hall::drivers
