#pragma once
// Bytes as a row of QR codes, read in any order until all are there. Each code's text, in the alphabet that QR packs
// best, is HALLQ1:<sequence>:<number>:<count>:<check>:<base45>; the sequence is named by the SHA-256 of the whole, so
// that a wrong whole shows. What the whole says proves itself by its own signature. Thread: one at a time.
#include <QByteArray>
#include <QList>
#include <QMap>

#include "sync/base/result.h"

namespace hall::media {

// Full ("qr.too-large"): over 64 KiB, about 600 receipts; a stick carries more.
Result<QList<QByteArray>> qrTexts(const QByteArray& whole);

class QrSequence {
 public:
  enum class Heard { New, Again };
  // Garbled ("qr.frame"): none of ours, or damaged. Conflict ("qr.other"): of another row than the first one seen.
  Result<Heard> add(QByteArrayView text);

  [[nodiscard]] int count() const { return m_count; }  // 0: none seen yet
  [[nodiscard]] QList<int> missing() const;            // numbers from 1
  [[nodiscard]] bool isComplete() const { return m_count > 0 && m_pieces.size() == m_count; }
  // NotFound ("qr.missing"): not complete yet. Garbled ("qr.whole"): the pieces do not make what was named.
  [[nodiscard]] Result<QByteArray> whole() const;

 private:
  QByteArray m_sequence;
  int m_count = 0;
  QMap<int, QByteArray> m_pieces;
};

}  // namespace hall::media
