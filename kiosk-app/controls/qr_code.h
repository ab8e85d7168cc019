#pragma once
// A QR code (ISO/IEC 18004, error level M) with the quiet zone the standard asks for. Always dark on light, whatever
// the theme: many readers do not read the inverse.
#include <QQuickPaintedItem>

namespace hall::kiosk {

class QrCode : public QQuickPaintedItem {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)

 public:
  using QQuickPaintedItem::QQuickPaintedItem;

  [[nodiscard]] QString text() const { return m_text; }
  void setText(const QString& text);
  void paint(QPainter* painter) override;

 Q_SIGNALS:
  void textChanged();

 private:
  QString m_text;
};

}  // namespace hall::kiosk
