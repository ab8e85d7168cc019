#pragma once
// A bundle on a stick, read piece by piece: a damaged piece fails alone, and a stick that ends early shows in what is
// missing. Nothing is believed before verify(). Thread: one at a time.
//   NotFound, Denied, Corrupt ("stick.unreadable")   the file
//   Garbled ("bundle.garbled")                       no bundle, or its first lines are damaged
//   Unsupported ("bundle.version")                   of a later format
//   Refused ("bundle.signature", "bundle.terminal")  not signed by this terminal, or for another than it says
#include <QFile>
#include <memory>

#include "sync/media/manifest.h"
#include "sync/seal/certificate.h"

namespace hall::media {

class BundleReader {
 public:
  static Result<std::unique_ptr<BundleReader>> open(const QString& path);

  // Whose it claims to be; its certificate is needed for verify().
  [[nodiscard]] const QByteArray& terminalId() const { return m_terminalId; }
  Result<void> verify(const seal::Certificate& terminal);

  // After verify().
  [[nodiscard]] const Manifest& manifest() const { return m_manifest; }
  // The bytes that the manifest promises, or Corrupt ("bundle.damaged").
  Result<QByteArray> part(qsizetype item, qsizetype part);

 private:
  BundleReader() = default;
  Result<void> readHead();
  [[nodiscard]] QByteArray bytesAt(qint64 position, qint64 size);

  QFile m_file;
  QByteArray m_terminalId;
  QByteArray m_signedManifest;
  Manifest m_manifest;
  QList<qint64> m_places;  // of the items
};

}  // namespace hall::media
