#include "kiosk-app/controls/portrait_picture.h"

#include <QPainter>

namespace hall::kiosk {

void PortraitPicture::setImage(const QVariant& image) {
  const auto picture = image.value<QImage>();
  if (m_image == picture) return;
  m_image = picture;
  Q_EMIT imageChanged();
  update();
}

void PortraitPicture::paint(QPainter* painter) {
  if (m_image.isNull()) return;
  QRectF place(QPointF(), QSizeF(m_image.size()).scaled(size(), Qt::KeepAspectRatio));
  place.moveCenter(boundingRect().center());
  painter->setRenderHint(QPainter::SmoothPixmapTransform);
  painter->drawImage(place, m_image);
}

}  // namespace hall::kiosk
