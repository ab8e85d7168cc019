#include "kiosk-app/controls/qr_code.h"

#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <QPainter>
#include <stdexcept>

namespace hall::kiosk {

namespace {
constexpr int kQuietZone = 4;  // modules, as the standard asks
constexpr int kLevelM = 4;     // ZXing maps 0..8 to L..H; 4 is M

// The writer throws for texts that do not fit; an empty picture then shows that there is nothing to scan.
ZXing::BitMatrix encode(const QString& text) {
  try {
    return ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
        .setEccLevel(kLevelM)
        .setMargin(kQuietZone)
        .encode(text.toStdWString(), 0, 0);
  } catch (const std::exception&) {
    return ZXing::BitMatrix(1, 1);
  }
}
}  // namespace

void QrCode::setText(const QString& text) {
  if (m_text == text) return;
  m_text = text;
  Q_EMIT textChanged();
  update();
}

void QrCode::paint(QPainter* painter) {
  painter->fillRect(boundingRect(), Qt::white);
  if (m_text.isEmpty()) return;
  const ZXing::BitMatrix modules = encode(m_text);
  const int scale = std::max(1, static_cast<int>(std::min(width(), height())) / modules.width());
  const int left = (static_cast<int>(width()) - scale * modules.width()) / 2;
  const int top = (static_cast<int>(height()) - scale * modules.height()) / 2;
  for (int y = 0; y < modules.height(); ++y) {
    for (int x = 0; x < modules.width(); ++x) {
      if (modules.get(x, y)) painter->fillRect(left + x * scale, top + y * scale, scale, scale, Qt::black);
    }
  }
}

}  // namespace hall::kiosk
