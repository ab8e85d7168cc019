#include "kiosk-app/glyph_raster.h"

#include <QFont>
#include <QFontMetrics>
#include <QImage>
#include <QPainter>
#include <algorithm>

namespace hall::kiosk {

drivers::escpos::Bitmap drawText(const QString& text, int dots, int height) {
  QFont font(QStringLiteral("Noto Sans CJK SC"));
  font.setPixelSize(std::max(8, height * 4 / 5));
  const int width = std::clamp(QFontMetrics(font).horizontalAdvance(text), 1, std::max(1, dots));
  QImage image(width, std::max(1, height), QImage::Format_Mono);
  image.fill(1);
  QPainter painter(&image);
  painter.setFont(font);
  painter.drawText(image.rect(), Qt::AlignLeft | Qt::AlignVCenter, text);
  painter.end();
  drivers::escpos::Bitmap bitmap{width, image.height(), {}};
  for (int y = 0; y < image.height(); ++y) {
    QByteArray row((width + 7) / 8, '\0');
    for (int x = 0; x < width; ++x) {
      if (image.pixelIndex(x, y) == 0) row[x / 8] = static_cast<char>(row[x / 8] | (0x80 >> (x % 8)));
    }
    bitmap.bits += row;
  }
  return bitmap;
}

}  // namespace hall::kiosk
