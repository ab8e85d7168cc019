#include "kiosk-app/glass.h"

#include "kiosk-app/controls/icon_provider.h"

namespace hall::kiosk {

std::unique_ptr<QQmlApplicationEngine> makePages(const KioskOptions& options) {
  auto pages = std::make_unique<QQmlApplicationEngine>();
  pages->addImportPath(QStringLiteral("qrc:/qt/qml"));
  pages->addImageProvider(QStringLiteral("hall-icon"), new IconProvider(options.assets + QStringLiteral("/icons")));
  return pages;
}

QQuickWindow* windowOf(const QQmlApplicationEngine* pages) {
  return pages != nullptr ? qobject_cast<QQuickWindow*>(pages->rootObjects().value(0)) : nullptr;
}

void putOnGlass(QQuickWindow& window, const KioskOptions& options) {
  if (options.geometry.isEmpty()) {
    window.setCursor(Qt::BlankCursor);
    window.showFullScreen();
  } else {
    window.setGeometry(options.geometry);
    window.show();
  }
}

}  // namespace hall::kiosk
