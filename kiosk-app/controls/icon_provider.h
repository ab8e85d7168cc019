#pragma once
// Draws the icons of assets/icons in the colour that is asked for: "image://hall-icon/<name>/<rrggbb>".
#include <QQuickImageProvider>

namespace hall::kiosk {

class IconProvider final : public QQuickImageProvider {
 public:
  explicit IconProvider(QString directory) : QQuickImageProvider(Image), m_directory(std::move(directory)) {}

  QImage requestImage(const QString& id, QSize* size, const QSize& requestedSize) override;

 private:
  QString m_directory;
};

}  // namespace hall::kiosk
