#include "sync/media/qr_sequence.h"

#include <QCryptographicHash>

#include "sync/credential/base45.h"
#include "sync/credential/zlib_stream.h"

namespace hall::media {

namespace {

const QByteArray kPrefix = "HALLQ1:";
constexpr qsizetype kSequenceLength = 16;
constexpr qsizetype kCheckLength = 8;
constexpr int kMostCodes = 200;
constexpr qsizetype kPieceBytes = 600;  // 900 characters: with what stands before them a code of version 20, level M
constexpr qsizetype kLongestText = 1024;
constexpr qsizetype kLargestWhole = 64L * 1024;

QByteArray hash(const QByteArray& bytes, qsizetype characters) {
  return QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().toUpper().left(characters);
}

QByteArray checked(const QByteArray& place, const QByteArray& data) {
  return kPrefix + place + ':' + hash(place + ':' + data, kCheckLength) + ':' + data;
}

// 1 to kMostCodes, written as we write it; 0 otherwise.
int numberOf(const QByteArray& text) {
  const int number = text.toInt();
  return number >= 1 && number <= kMostCodes && QByteArray::number(number) == text ? number : 0;
}

}  // namespace

Result<QList<QByteArray>> qrTexts(const QByteArray& whole) {
  const QByteArray packed = credential::pack(whole);
  const qsizetype count = (packed.size() + kPieceBytes - 1) / kPieceBytes;
  if (whole.isEmpty() || whole.size() > kLargestWhole || count > kMostCodes) {
    return failure(Failure::Full, "qr.too-large");
  }
  const QByteArray sequence = hash(whole, kSequenceLength);
  QList<QByteArray> texts;
  for (qsizetype i = 0; i < count; ++i) {
    const QByteArray place = sequence + ':' + QByteArray::number(i + 1) + ':' + QByteArray::number(count);
    texts.append(checked(place, credential::encodeBase45(packed.mid(i * kPieceBytes, kPieceBytes))));
  }
  return texts;
}

Result<QrSequence::Heard> QrSequence::add(QByteArrayView text) {
  const auto frame = [] { return failure(Failure::Garbled, "qr.frame"); };
  if (text.size() > kLongestText || !text.startsWith(kPrefix)) return frame();
  // The data may hold colons as well.
  const QByteArray rest = text.sliced(kPrefix.size()).toByteArray();
  const QList<QByteArray> fields = rest.split(':');
  if (fields.size() < 5) return frame();
  const QByteArray place = fields[0] + ':' + fields[1] + ':' + fields[2];
  const QByteArray data = rest.mid(place.size() + 1 + fields[3].size() + 1);
  const int number = numberOf(fields[1]);
  const int count = numberOf(fields[2]);
  const bool shaped = fields[0].size() == kSequenceLength && number > 0 && number <= count;
  if (!shaped || checked(place, data) != text) return frame();
  const auto piece = credential::decodeBase45(data);
  if (!piece) return frame();
  if (m_count == 0) {
    m_sequence = fields[0];
    m_count = count;
  }
  if (fields[0] != m_sequence || count != m_count) return failure(Failure::Conflict, "qr.other");
  if (m_pieces.contains(number)) return Heard::Again;
  m_pieces.insert(number, *piece);
  return Heard::New;
}

QList<int> QrSequence::missing() const {
  QList<int> numbers;
  for (int number = 1; number <= m_count; ++number) {
    if (!m_pieces.contains(number)) numbers.append(number);
  }
  return numbers;
}

Result<QByteArray> QrSequence::whole() const {
  if (!isComplete()) return failure(Failure::NotFound, "qr.missing");
  QByteArray packed;
  for (const QByteArray& piece : m_pieces) packed += piece;
  auto whole = credential::unpack(packed, kLargestWhole);
  if (!whole || hash(*whole, kSequenceLength) != m_sequence) return failure(Failure::Garbled, "qr.whole");
  return whole;
}

}  // namespace hall::media
