#include "drivers/idcard/sam_protocol.h"

#include <QtEndian>
#include <array>

namespace hall::drivers::sam {

namespace {

constexpr QByteArrayView preamble("\xAA\xAA\xAA\x96\x69", 5);
// The first AA is sometimes lost, so four bytes have to do.
constexpr QByteArrayView mark = preamble.sliced(1);
constexpr qsizetype mostJunk = 64;
constexpr int statusBytes = 3;
constexpr int checksumBytes = 1;

uint8_t at(QByteArrayView bytes, qsizetype index) {
  return static_cast<uint8_t>(bytes[index]);
}

int bigEndian16(QByteArrayView bytes) {
  return at(bytes, 0) << 8 | at(bytes, 1);
}

char checksum(QByteArrayView bytes) {
  uint8_t sum = 0;
  for (const char byte : bytes) sum = static_cast<uint8_t>(sum ^ static_cast<uint8_t>(byte));
  return static_cast<char>(sum);
}

QByteArray frame(const QByteArray& content) {
  const auto length = static_cast<uint16_t>(content.size() + checksumBytes);
  QByteArray counted;
  counted.append(static_cast<char>(length >> 8)).append(static_cast<char>(length & 0xFF)).append(content);
  return preamble.toByteArray() + counted + checksum(counted);
}

bool isSuccess(uint8_t status) {
  return status == 0x90 || status == 0x9F || status == 0x91;
}

}  // namespace

QByteArray request(Command command) {
  const auto word = static_cast<uint16_t>(command);
  return frame(QByteArray().append(static_cast<char>(word >> 8)).append(static_cast<char>(word & 0xFF)));
}

QByteArray encodeReply(const Reply& reply) {
  return frame(QByteArray(2, '\0').append(static_cast<char>(reply.status)).append(reply.data));
}

Result<Scan> scan(QByteArrayView bytes) {
  const qsizetype found = bytes.indexOf(mark);
  if (found > mostJunk || (found < 0 && bytes.size() > mostJunk + mark.size())) {
    return failure(Failure::Garbled, "card.frame", QStringLiteral("no preamble"));
  }
  const QByteArrayView rest = found < 0 ? QByteArrayView() : bytes.sliced(found + mark.size());
  if (rest.size() < 2) {
    return Scan{};
  }
  const int length = bigEndian16(rest);
  if (length < statusBytes + checksumBytes || length > mostLength) {
    return failure(Failure::Garbled, "card.frame", QStringLiteral("length %1").arg(length));
  }
  if (rest.size() < 2 + length) {
    return Scan{};
  }
  const QByteArrayView counted = rest.first(2 + length - checksumBytes);
  if (checksum(counted) != rest[2 + length - checksumBytes]) {
    return failure(Failure::Garbled, "card.checksum");
  }
  return Scan{found + mark.size() + 2 + length, Reply{at(counted, 4), counted.sliced(2 + statusBytes).toByteArray()}};
}

bool fits(Command command, const Reply& reply) {
  if (!isSuccess(reply.status)) {
    return reply.data.isEmpty();
  }
  const qsizetype size = reply.data.size();
  switch (command) {
    case Command::Reset:
    case Command::Status:
    case Command::Rate115200:
    case Command::Rate57600:
    case Command::Rate38400:
    case Command::Rate19200:
    case Command::Rate9600:
      return reply.status == 0x90 && size == 0;
    case Command::SamId:
      return reply.status == 0x90 && size == 16;
    case Command::FindCard:
      return reply.status == 0x9F && size == 4;
    case Command::SelectCard:
      return reply.status == 0x90 && size == 8;
    case Command::ReadCard:
      return reply.status == 0x90 && size >= 4 + 256;
    case Command::ReadWithFingerprint:
      return reply.status == 0x90 && size >= 6 + 256;
    case Command::ReadNewestAddress:
      return (reply.status == 0x90 && size == 70) || (reply.status == 0x91 && (size == 0 || size == 70));
  }
  return false;
}

std::optional<Error> errorOf(const Reply& reply) {
  if (isSuccess(reply.status)) {
    return std::nullopt;
  }
  const QString detail = QStringLiteral("SW3 %1").arg(reply.status, 2, 16, QLatin1Char('0'));
  switch (reply.status) {
    case 0x80:
    case 0x34:
      return Error{Failure::NotFound, "card.none", detail};
    case 0x81:
      return Error{Failure::Garbled, "card.select-failed", detail};
    case 0x10:
    case 0x11:
      return Error{Failure::Garbled, "reader.link", detail};
    case 0x21:
    case 0x23:
    case 0x24:
      return Error{Failure::Internal, "reader.command", detail};
    case 0x31:
    case 0x32:
    case 0x33:
      return Error{Failure::Garbled, "card.rejected", detail};
    case 0x40:
      return Error{Failure::Garbled, "card.unknown-type", detail};
    case 0x41:
    case 0x47:
      return Error{Failure::Garbled, "card.read-failed", detail};
    case 0x60:
      return Error{Failure::Refused, "reader.self-test", detail};
    case 0x66:
      return Error{Failure::Refused, "reader.not-authorised", detail};
    default:
      return Error{Failure::Garbled, "reader.unknown-status", detail};
  }
}

Result<Record> splitRecord(Command command, QByteArrayView data) {
  constexpr int textSize = 256;
  constexpr int imageSize = 1024;
  const int parts = command == Command::ReadWithFingerprint ? 3 : 2;
  const int header = 2 * parts;
  if (data.size() < header) {
    return failure(Failure::Garbled, "card.frame", QStringLiteral("no lengths"));
  }
  const int text = bigEndian16(data);
  const int photo = bigEndian16(data.sliced(2));
  const int finger = parts == 3 ? bigEndian16(data.sliced(4)) : 0;
  const auto image = [](int size) { return size == 0 || size == imageSize; };
  if (text != textSize || !image(photo) || !image(finger) || data.size() != header + text + photo + finger) {
    const QString lengths = QStringLiteral("lengths %1, %2 and %3").arg(text).arg(photo).arg(finger);
    return failure(Failure::Garbled, "card.frame", lengths);
  }
  return Record{data.sliced(header, text).toByteArray(), data.sliced(header + text, photo).toByteArray(),
                data.sliced(header + text + photo, finger).toByteArray()};
}

QByteArray formatSamId(QByteArrayView data) {
  if (data.size() != 16) {
    return {};
  }
  const QByteArray bytes = data.toByteArray();
  const auto word = [&bytes](int offset) { return qFromLittleEndian<quint32>(bytes.constData() + offset); };
  const auto half = [&bytes](int offset) { return qFromLittleEndian<quint16>(bytes.constData() + offset); };
  return QStringLiteral("%1.%2-%3-%4-%5")
      .arg(half(0), 2, 10, QLatin1Char('0'))
      .arg(half(2), 2, 10, QLatin1Char('0'))
      .arg(word(4))
      .arg(word(8), 10, 10, QLatin1Char('0'))
      .arg(word(12), 10, 10, QLatin1Char('0'))
      .toLatin1();
}

}  // namespace hall::drivers::sam
