#pragma once
// The photo of a card, as large as its place allows, never distorted. Shows nothing without an image.
#include <QImage>
#include <QQuickPaintedItem>
#include <QVariant>

namespace hall::kiosk {

class PortraitPicture : public QQuickPaintedItem {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QVariant image READ image WRITE setImage NOTIFY imageChanged)  // a QImage; the linter knows no such type

 public:
  using QQuickPaintedItem::QQuickPaintedItem;

  [[nodiscard]] QVariant image() const { return m_image; }
  void setImage(const QVariant& image);
  void paint(QPainter* painter) override;

 Q_SIGNALS:
  void imageChanged();

 private:
  QImage m_image;
};

}  // namespace hall::kiosk
