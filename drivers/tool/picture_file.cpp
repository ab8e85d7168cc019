#include "drivers/tool/picture_file.h"

#include <QFile>
#include <QtEndian>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <optional>

namespace hall::drivers::tool {

namespace {

constexpr qint64 mostBytes = 64LL * 1024 * 1024;
constexpr double mostPixels = 60e6;
constexpr int longestSide = 4096;  // the worker takes no more

struct Size {
  double width = 0;
  double height = 0;
};

template <class T>
T big(const QByteArray& bytes, qsizetype at) {
  return qFromBigEndian<T>(bytes.constData() + at);
}
template <class T>
T little(const QByteArray& bytes, qsizetype at) {
  return qFromLittleEndian<T>(bytes.constData() + at);
}

// From segment to segment until the one that says how large it is.
std::optional<Size> jpegSize(const QByteArray& bytes) {
  for (qsizetype at = 2; at + 9 < bytes.size() && uchar(bytes[at]) == 0xFF;) {
    const uchar marker = uchar(bytes[at + 1]);
    const bool frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
    if (frame) return Size{double(big<quint16>(bytes, at + 7)), double(big<quint16>(bytes, at + 5))};
    const bool fill = marker == 0xFF;
    const bool bare = marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8);
    at += fill ? 1 : bare ? 2 : 2 + qsizetype(big<quint16>(bytes, at + 2));
  }
  return std::nullopt;
}

std::optional<Size> webpSize(const QByteArray& bytes) {
  if (bytes.mid(12, 4) == "VP8X") {
    const auto three = [&bytes](qsizetype at) { return double((little<quint32>(bytes, at) & 0xFFFFFF) + 1); };
    return Size{three(24), three(27)};
  }
  if (bytes.mid(12, 4) == "VP8L") {
    const quint32 bits = little<quint32>(bytes, 21);
    return Size{double((bits & 0x3FFF) + 1), double((bits >> 14 & 0x3FFF) + 1)};
  }
  if (bytes.mid(12, 4) != "VP8 ") return std::nullopt;
  return Size{double(little<quint16>(bytes, 26) & 0x3FFF), double(little<quint16>(bytes, 28) & 0x3FFF)};
}

// "P5", width, height and depth as words, comments between them.
std::optional<Size> pnmSize(const QByteArray& bytes) {
  QList<double> numbers;
  for (QByteArray line : bytes.mid(2, 1024).split('\n')) {
    line = line.left(line.indexOf('#') < 0 ? line.size() : line.indexOf('#'));
    for (const QByteArray& word : line.simplified().split(' ')) {
      bool isNumber = false;
      const double number = word.toUInt(&isNumber);
      if (isNumber) numbers.append(number);
      if (numbers.size() == 2) return Size{numbers[0], numbers[1]};
    }
  }
  return std::nullopt;
}

std::optional<Size> sizeOf(const QByteArray& bytes) {
  if (bytes.size() < 32) return std::nullopt;
  if (bytes.startsWith("\x89PNG\r\n\x1A\n"))
    return Size{double(big<quint32>(bytes, 16)), double(big<quint32>(bytes, 20))};
  if (bytes.startsWith("\xFF\xD8")) return jpegSize(bytes);
  if (bytes.startsWith("BM")) {
    return Size{std::abs(double(little<qint32>(bytes, 18))), std::abs(double(little<qint32>(bytes, 22)))};
  }
  if (bytes.startsWith("RIFF") && bytes.mid(8, 4) == "WEBP") return webpSize(bytes);
  if (bytes.startsWith("P5") || bytes.startsWith("P6")) return pnmSize(bytes);
  return std::nullopt;
}

cv::Mat decoded(const QByteArray& bytes) {
  try {
    const cv::Mat raw(1, int(bytes.size()), CV_8UC1, const_cast<char*>(bytes.constData()));
    cv::Mat grey = cv::imdecode(raw, cv::IMREAD_GRAYSCALE);
    const double scale = double(longestSide) / std::max({1, grey.cols, grey.rows});
    if (scale < 1) cv::resize(grey, grey, {}, scale, scale, cv::INTER_AREA);
    return grey;
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

Result<cv::Mat> readPicture(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(Failure::NotFound, "file.gone", file.errorString());
  }
  if (file.size() > mostBytes) {
    return failure(Failure::Full, "file.too-large", QStringLiteral("%1 bytes").arg(file.size()));
  }
  const QByteArray bytes = file.read(mostBytes);
  const std::optional<Size> size = sizeOf(bytes);
  if (!size) {
    return failure(Failure::Garbled, "file.broken", QStringLiteral("not a picture of a known format"));
  }
  if (size->width * size->height > mostPixels) {
    return failure(Failure::Full, "file.too-large",
                   QStringLiteral("%1 x %2 pixels").arg(size->width, 0, 'f', 0).arg(size->height, 0, 'f', 0));
  }
  cv::Mat grey = decoded(bytes);
  if (grey.empty()) {
    return failure(Failure::Garbled, "file.broken", QStringLiteral("the picture cannot be decoded"));
  }
  return grey;
}

}  // namespace hall::drivers::tool
