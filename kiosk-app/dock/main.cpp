// The dock alone over a simulated bay, printing one sample slip: to see the levers without a kiosk.
#include <QGuiApplication>
#include <QQmlApplicationEngine>

#include "drivers/sim/sim_bay.h"

int main(int argc, char** argv) {
  const QGuiApplication app(argc, argv);
  auto bay = hall::drivers::sim::SimBay::create({});
  if (!bay) {
    return 1;
  }
  QQmlApplicationEngine engine;
  engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
  engine.setInitialProperties({{QStringLiteral("levers"), QVariant::fromValue(&(*bay)->levers())}});
  engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Hall/Dock/DockWindow.qml")));
  if (engine.rootObjects().isEmpty()) {
    return 1;
  }
  using hall::drivers::PaperLine;
  (*bay)->print(&engine, {{PaperLine::Kind::Text, QStringLiteral("样张 Sample slip"), PaperLine::Align::Centre, {}}},
                [](const hall::Result<void>&) {});
  return QGuiApplication::exec();
}
