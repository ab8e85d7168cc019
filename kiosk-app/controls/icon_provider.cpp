#include "kiosk-app/controls/icon_provider.h"

#include <QFile>
#include <QPainter>
#include <QSvgRenderer>

namespace hall::kiosk {

QImage IconProvider::requestImage(const QString& id, QSize* size, const QSize& requestedSize) {
  const QString iconName = id.section(u'/', 0, 0);
  const QByteArray colour = id.section(u'/', 1, 1).toLatin1();
  QFile file(m_directory + u'/' + iconName + QStringLiteral(".svg"));
  QImage image(requestedSize.isEmpty() ? QSize(48, 48) : requestedSize, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  if (file.open(QIODevice::ReadOnly)) {
    QSvgRenderer renderer(file.readAll().replace("currentColor", "#" + colour));
    QPainter painter(&image);
    renderer.render(&painter);
  }
  if (size != nullptr) *size = image.size();
  return image;
}

}  // namespace hall::kiosk
