#pragma once
// Cuts what a scanner on a serial line sends into scans: at its suffix, or where the line falls silent. Pure; holds no
// more than one code's worth of bytes, whatever arrives. Thread: one at a time.
#include <QByteArray>
#include <QList>
#include <optional>

#include "sync/base/result.h"

namespace hall::drivers {

class ScannerText {
 public:
  enum class Suffix { Any, Cr, Lf, CrLf, Tab, None };  // Any: CR, LF or both; None: only silence ends a scan

  // `echoes`: how answers to configuration codes begin; they are dropped.
  explicit ScannerText(Suffix suffix = Suffix::Any, QList<QByteArray> echoes = {});
  ~ScannerText();
  ScannerText(const ScannerText&) = delete;
  ScannerText& operator=(const ScannerText&) = delete;

  void add(QByteArrayView bytes);
  // The next whole scan with its suffix taken off; nothing while none is whole. Garbled "code.too-long" once for every
  // run of more bytes than a code can hold.
  std::optional<Result<QByteArray>> next();
  // The line has been silent: what is there is whole.
  std::optional<Result<QByteArray>> end();
  // Whether something waits for its suffix or for silence.
  [[nodiscard]] bool begun() const { return !m_bytes.isEmpty() || m_flooded; }
  void clear();

 private:
  using Scan = std::optional<Result<QByteArray>>;
  [[nodiscard]] bool isEcho(const QByteArray& scan) const;
  [[nodiscard]] bool endsHere() const;
  Scan finish();

  Suffix m_suffix;
  QList<QByteArray> m_echoes;
  QByteArray m_bytes;  // of the scan that has begun
  bool m_flooded = false;
  QList<Result<QByteArray>> m_whole;
};

// Takes one line ending or tab off the end.
QByteArray withoutSuffix(QByteArray scan);

}  // namespace hall::drivers
