#include "drivers/printer/escpos_protocol.h"

#include <QStringEncoder>
#include <array>
#include <optional>

namespace hall::drivers::escpos {

namespace {

constexpr char ESC = '\x1B';
constexpr char GS = '\x1D';
constexpr char FS = '\x1C';
constexpr char DLE = '\x10';
constexpr int normalHeight = 24;

uint8_t byteOf(const QByteArray& bytes, int index) {
  return static_cast<uint8_t>(bytes[index]);
}

QByteArray command(std::initializer_list<int> bytes) {
  QByteArray result;
  for (const int byte : bytes) result.append(static_cast<char>(byte));
  return result;
}

bool inCharset(const QByteArray& code, Charset charset) {
  const uint8_t lead = byteOf(code, 0);
  const uint8_t trail = byteOf(code, 1);
  switch (charset) {
    case Charset::Gb18030:
      return true;
    case Charset::Gbk:
      return lead != 0xFE && !(lead >= 0xA8 && lead <= 0xA9 && trail >= 0x96 && trail < 0xA1);
    case Charset::Gb2312:
      return trail >= 0xA1 && ((lead >= 0xA1 && lead <= 0xA9) || (lead >= 0xB0 && lead <= 0xF7));
  }
  return false;
}

// A private-use character has a code, but what the printer shows there is anybody's guess.
bool isPrivate(char32_t point) {
  return (point >= 0xE000 && point <= 0xF8FF) || point >= 0xF0000;
}

QString withoutControls(const QString& text) {
  QString clean;
  for (const QChar unit : text) {
    if (unit.category() != QChar::Other_Control) clean.append(unit);
  }
  return clean;
}

int widthOf(char32_t point) {
  return point < 0x80 ? 1 : 2;
}

// The characters of a line as codes, or nothing if one of them has none.
std::optional<QByteArray> codesOf(const QString& line, Charset charset) {
  QByteArray codes;
  for (const char32_t point : line.toUcs4()) {
    const QByteArray code = encodeCharacter(point, charset);
    if (code.isEmpty()) return std::nullopt;
    codes.append(code);
  }
  return codes;
}

QByteArray withMissingMarked(const QString& line, Charset charset) {
  QByteArray codes;
  for (const char32_t point : line.toUcs4()) {
    const QByteArray code = encodeCharacter(point, charset);
    codes.append(code.isEmpty() ? QByteArray("\xA1\xFE") : code);
  }
  return codes;
}

// Some models obey real-time commands (status, recovery, power off) wherever they stand, in an image too. One dot more
// is not seen.
QByteArray withoutRealTime(QByteArray bits) {
  for (qsizetype i = 0; i + 1 < bits.size(); ++i) {
    if (bits[i] == DLE && QByteArrayView("\x04\x05\x14").contains(bits[i + 1])) bits[i] = '\x11';
  }
  return bits;
}

QByteArray rasterImage(const Bitmap& bitmap) {
  const int stride = (bitmap.width + 7) / 8;
  if (stride <= 0 || bitmap.height <= 0 || bitmap.bits.size() != qsizetype(stride) * bitmap.height) {
    return {};
  }
  return command({GS, 'v', '0', 0, stride & 0xFF, stride >> 8, bitmap.height & 0xFF, bitmap.height >> 8}) +
         withoutRealTime(bitmap.bits);
}

QByteArray encodeText(const PaperLine& line, const Model& model, const GlyphRaster& raster) {
  const bool large = line.size == PaperLine::Size::Large;
  const int scale = large ? 2 : 1;
  QByteArray bytes = command({ESC, 'a', line.align == PaperLine::Align::Centre ? 1 : 0}) +
                     command({GS, '!', large ? 0x11 : 0, FS, '!', large ? 0x0C : 0});
  for (const QString& part : wrap(withoutControls(line.text), model.columns / scale)) {
    const std::optional<QByteArray> codes = codesOf(part, model.charset);
    const QByteArray image =
        codes || !raster ? QByteArray() : rasterImage(raster(part, model.dots, normalHeight * scale));
    bytes.append(image.isEmpty() ? codes.value_or(withMissingMarked(part, model.charset)) + '\n' : image);
  }
  return bytes;
}

// Modules along one side of the smallest QR code of level M that holds so many bytes.
int modulesFor(qsizetype bytes) {
  constexpr std::array capacity = {14,  26,  42,  62,  84,  106, 122, 152, 180, 213, 251, 287,  331, 362,
                                   412, 450, 504, 560, 624, 666, 711, 779, 857, 911, 997, 1059, 1125};
  int version = 1;
  while (version < int(capacity.size()) && bytes > capacity[size_t(version - 1)]) ++version;
  return 17 + 4 * version;
}

QByteArray encodeCode(const PaperLine& line, const Model& model) {
  const QByteArray payload = line.text.toUtf8();
  constexpr int quiet = 8;
  const int dots = std::clamp(model.dots / (modulesFor(payload.size()) + quiet), 3, 8);
  const auto stored = int(payload.size()) + 3;
  QByteArray bytes = command({ESC, 'a', 1});
  bytes += command({GS, '(', 'k', 4, 0, 0x31, 0x41, 0x32, 0});  // model 2
  bytes += command({GS, '(', 'k', 3, 0, 0x31, 0x43, dots});     // dots a module
  bytes += command({GS, '(', 'k', 3, 0, 0x31, 0x45, 0x31});     // level M
  bytes += command({GS, '(', 'k', stored & 0xFF, stored >> 8, 0x31, 0x50, 0x30}) + payload;
  bytes += command({GS, '(', 'k', 3, 0, 0x31, 0x51, 0x30}) + '\n';  // print
  return bytes;
}

// Paper out of the mouth, and the cut.
QByteArray ending(const Model& model) {
  const QByteArray feed = command({ESC, 'd', 3});
  switch (model.cutter) {
    case Cutter::None:
      return feed + command({ESC, 'd', 3});
    case Cutter::Partial:
      return feed + command({GS, 'V', 0x42, 0});
    case Cutter::Full:
      return feed + command({GS, 'V', 0x41, 0});
  }
  return feed;
}

}  // namespace

QByteArray encodeCharacter(char32_t point, Charset charset) {
  if (point < 0x80) {
    return {1, static_cast<char>(point)};
  }
  if (isPrivate(point)) {
    return {};
  }
  QStringEncoder encoder("GB18030");
  const QByteArray code = encoder.encode(QString::fromUcs4(&point, 1));
  return code.size() == 2 && inCharset(code, charset) ? code : QByteArray();
}

QStringList wrap(const QString& text, int columns) {
  QStringList lines;
  QString line;
  int used = 0;
  for (const char32_t point : text.toUcs4()) {
    if (used + widthOf(point) > columns) {
      lines.append(line);
      line.clear();
      used = 0;
    }
    line.append(QString::fromUcs4(&point, 1));
    used += widthOf(point);
  }
  lines.append(line);
  return lines;
}

QByteArray encode(const Paper& paper, const Model& model, const GlyphRaster& raster) {
  // Initialising forgets the Chinese mode on many models, so it is set again.
  QByteArray bytes = command({ESC, '@', FS, '&'});
  for (const PaperLine& line : paper) {
    switch (line.kind) {
      case PaperLine::Kind::Text:
        bytes += encodeText(line, model, raster);
        break;
      case PaperLine::Kind::Rule:
        bytes += encodeText({PaperLine::Kind::Text, QString(model.columns, u'-'), {}, {}}, model, raster);
        break;
      case PaperLine::Kind::Code:
        bytes += encodeCode(line, model);
        break;
    }
  }
  return bytes + ending(model);
}

int heightOf(const Paper& paper, const Model& model) {
  constexpr int lineHeight = 34;  // with the space between two lines
  constexpr int endingHeight = 10 * lineHeight;
  int rows = endingHeight;
  for (const PaperLine& line : paper) {
    const int scale = line.size == PaperLine::Size::Large ? 2 : 1;
    const int columns = model.columns / scale;
    const auto lines = line.kind == PaperLine::Kind::Text ? int(wrap(withoutControls(line.text), columns).size()) : 1;
    rows += line.kind == PaperLine::Kind::Code ? model.dots : lines * lineHeight * scale;
  }
  return rows;
}

QByteArray separation(const Model& model) {
  return command({ESC, '@', '\n'}) + ending(model);
}

qsizetype commandSize(QByteArrayView bytes) {
  const auto first = bytes.isEmpty() ? '\0' : bytes[0];
  if (first != ESC && first != GS && first != FS && first != DLE) {
    return bytes.isEmpty() ? 0 : uint8_t(first) < 0x80 ? 1 : 2;
  }
  if (bytes.size() < 2) {
    return 0;
  }
  const auto word = [bytes](int index) { return qsizetype(uint8_t(bytes[index])) | uint8_t(bytes[index + 1]) << 8; };
  const char second = bytes[1];
  if (first == GS && second == '(') return bytes.size() < 5 ? 0 : 5 + word(3);
  if (first == GS && second == 'v') return bytes.size() < 8 ? 0 : 8 + word(4) * word(6);
  if (first == GS && second == 'V') return bytes.size() < 3 ? 0 : uint8_t(bytes[2]) >= 0x41 ? 4 : 3;
  const bool bare = (first == ESC && second == '@') || (first == FS && (second == '&' || second == '.'));
  return bare ? 2 : 3;
}

QByteArray fenceRequest() {
  return command({GS, 'r', 1});
}

}  // namespace hall::drivers::escpos
