#pragma once
// The language of ESC/POS receipt printers, as pure functions: a slip becomes bytes. What comes back is
// escpos_status.h. Which characters a printer can show differs: a line that holds one its font lacks is drawn whole by
// `GlyphRaster`. Not that character alone: bit images inside a line of text are where the clones differ most.
#include <QByteArray>
#include <functional>

#include "drivers/receipt_printer.h"

namespace hall::drivers::escpos {

enum class Charset { Gb2312, Gbk, Gb18030 };  // only ever their codes of two bytes

enum class Cutter { None, Partial, Full };

// What a printer is known to answer. Every clone takes the commands; fewer tell what became of them.
enum class Answers {
  Fence,   // GS r behind the print data, and real-time status
  Status,  // real-time status only
  Line,    // nothing but the port status of the USB class
};

struct Model {
  Charset charset = Charset::Gbk;
  int columns = 32;  // narrow characters a line; a Chinese one takes two
  int dots = 384;    // width of the printing line
  Cutter cutter = Cutter::Partial;
  Answers answers = Answers::Fence;
  int paperLowBits = 0x0C;  // of the fourth status byte; 0 where the model means something else by them
  int paperOutBits = 0x60;
  int rowsPerSecond = 400;  // rows of dots, at its slowest
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

// Rows of dots of the whole slip, rather too many than too few: what its printing takes at most.
int heightOf(const Paper& paper, const Model& model);

// How many bytes the command or character at the front takes, 0 if that cannot be told yet. Of our own slips only.
qsizetype commandSize(QByteArrayView bytes);

// Blank paper and a cut: parts what was broken off from what comes next.
QByteArray separation(const Model& model);

// Queued behind the print data, so its answer says that everything before it was dealt with.
QByteArray fenceRequest();

}  // namespace hall::drivers::escpos
