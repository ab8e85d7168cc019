#pragma once
// The language of ESC/POS receipt printers, as pure functions: a slip becomes bytes, status bytes become words.
// Which characters a printer can show differs; what its own font lacks is drawn by `GlyphRaster`, line by line.
#include <QByteArray>
#include <cstdint>
#include <functional>
#include <optional>

#include "drivers/receipt_printer.h"

namespace hall::drivers::escpos {

enum class Charset { Gb2312, Gbk, Gb18030 };  // only ever their codes of two bytes

struct Model {
  Charset charset = Charset::Gbk;
  int columns = 32;  // narrow characters a line; a Chinese one takes two
  int dots = 384;    // width of the printing line
  bool cutter = true;
};

// One bit a dot, rows of (width + 7) / 8 bytes from the top, 1 is black.
struct Bitmap {
  int width = 0;
  int height = 0;
  QByteArray bits;
};

// Draws a line of text no wider than `dots` and `height` dots high. Called on the printer's lane.
using GlyphRaster = std::function<Bitmap(const QString& text, int dots, int height)>;

// The whole slip from initialisation to the cut. Control characters in the text never reach the printer. Without a
// raster, a character the font lacks is printed as 〓, the printers' own sign for a missing type.
QByteArray encode(const Paper& paper, const Model& model, const GlyphRaster& raster);

// The two-byte code of a character in this charset, one byte for ASCII, empty where there is none.
QByteArray encodeCharacter(char32_t point, Charset charset);

// Breaks a line where it would run over `columns`, between code points.
QStringList wrap(const QString& text, int columns);

// Asked at any moment, answered at once: 1 printer, 2 offline cause, 3 error cause, 4 paper.
QByteArray statusRequest(int which);
// Queued behind the print data, so its answer says that everything before it was dealt with.
QByteArray fenceRequest();

struct Status {
  bool offline = false;
  bool coverOpen = false;
  bool cutterFault = false;
  bool fatal = false;
  bool paperLow = false;
  bool paperOut = false;
};

bool isStatusByte(uint8_t byte);
bool isFenceByte(uint8_t byte);
// Adds what the answer to statusRequest(which) says.
void addStatus(Status& status, int which, uint8_t byte);

// Nothing when the printer can work. Full "paper.out", Busy "printer.cover-open" or "printer.offline",
// Refused "printer.cutter" or "printer.fatal".
std::optional<Error> errorOf(const Status& status);

}  // namespace hall::drivers::escpos
