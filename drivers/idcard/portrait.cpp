#include "drivers/idcard/portrait.h"

#include <array>

namespace hall::drivers {

namespace {

constexpr int width = 102;
constexpr int height = 126;
constexpr int bmpHeader = 54;

struct Word {
  PhotoCall::Way way;
  const char* word;
};
constexpr std::array<Word, 3> ways{{{PhotoCall::Way::Memory, "memory"},
                                    {PhotoCall::Way::FilePair, "file-pair"},
                                    {PhotoCall::Way::FileBeside, "file-beside"}}};

qint32 littleEndian32(QByteArrayView bytes, qsizetype at) {
  quint32 value = 0;
  for (qsizetype i = 3; i >= 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return static_cast<qint32>(value);
}

struct Dots {
  QByteArrayView bytes;
  qsizetype rowSize;
  bool bottomUp;
};

tl::unexpected<Error> garbled(const char* why) {
  return failure(Failure::Garbled, "card.photo", QLatin1String(why));
}

Result<Dots> dotsOfBmp(QByteArrayView file) {
  const qint32 tall = littleEndian32(file, 22);
  const int bitsAndPlanes = littleEndian32(file, 26);
  const bool sound = file.size() == photoBmpSize && littleEndian32(file, 10) == bmpHeader &&
                     littleEndian32(file, 14) == 40 && littleEndian32(file, 18) == width &&
                     (tall == height || tall == -height) && bitsAndPlanes == (24 << 16 | 1) &&
                     littleEndian32(file, 30) == 0;
  if (!sound) return garbled("another BMP");
  return Dots{file.sliced(bmpHeader), (photoBmpSize - bmpHeader) / height, tall > 0};
}

// A face is neither one colour nor nothing.
bool isPlain(const QByteArray& rgb) {
  return rgb.count(rgb.front()) == rgb.size();
}

}  // namespace

QByteArray name(PhotoCall::Way way) {
  for (const Word& word : ways) {
    if (word.way == way) return word.word;
  }
  return {};
}

Result<PhotoCall> readPhotoCall(const QJsonObject& object) {
  PhotoCall call;
  const QString way = object[QLatin1String("call")].toString(QStringLiteral("memory"));
  const QString rows = object[QLatin1String("rows")].toString(QStringLiteral("bottom-up"));
  bool known = false;
  for (const Word& word : ways) {
    if (way != QLatin1String(word.word)) continue;
    call.way = word.way;
    known = true;
  }
  call.entry = object[QLatin1String("entry")].toString(QString::fromLatin1(call.entry)).toLatin1();
  call.mode = object[QLatin1String("mode")].toInt(call.mode);
  call.rows = rows == u"top-down" ? PhotoCall::Rows::TopDown : PhotoCall::Rows::BottomUp;
  if (object[QLatin1String("mirrored")].toBool()) call.sides = PhotoCall::Sides::Mirrored;
  if (!known || call.entry.isEmpty() || (rows != u"top-down" && rows != u"bottom-up")) {
    return failure(Failure::Invalid, "catalogue.entry", QStringLiteral("photo"));
  }
  return call;
}

Result<Portrait> portraitOf(QByteArrayView bytes, const PhotoCall& call) {
  Result<Dots> dots = garbled("another size");
  if (bytes.size() == photoBmpSize && bytes.startsWith("BM")) {
    dots = dotsOfBmp(bytes);
  } else if (bytes.size() == photoDotsSize) {
    dots = Dots{bytes, 3 * width, call.rows == PhotoCall::Rows::BottomUp};
  }
  if (!dots) {
    return failure(dots.error());
  }
  Portrait portrait{width, height, QByteArray(3 * width * height, Qt::Uninitialized)};
  qsizetype to = 0;
  for (int y = 0; y < height; ++y) {
    const QByteArrayView row = dots->bytes.sliced((dots->bottomUp ? height - 1 - y : y) * dots->rowSize);
    for (int x = 0; x < width; ++x) {
      const qsizetype from = 3 * (call.sides == PhotoCall::Sides::Mirrored ? width - 1 - x : x);
      for (const qsizetype channel : {2, 1, 0}) portrait.rgb[to++] = row[from + channel];
    }
  }
  if (isPlain(portrait.rgb)) {
    return garbled("one colour");
  }
  return portrait;
}

}  // namespace hall::drivers
