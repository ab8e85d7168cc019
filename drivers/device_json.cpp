#include "drivers/device_json.h"

#include <QJsonArray>

namespace hall::drivers {

namespace {

QJsonValue word(const QByteArray& text) {
  return QString::fromUtf8(text);
}

}  // namespace

QJsonObject jsonOf(const DeviceReport& report) {
  QJsonObject object{
      {QStringLiteral("kind"), word(name(report.kind))}, {QStringLiteral("state"), word(name(report.state))},
      {QStringLiteral("id"), word(report.id)},           {QStringLiteral("model"), report.model},
      {QStringLiteral("code"), word(report.code)},       {QStringLiteral("action"), word(name(report.action))}};
  if (report.paper) object.insert(QStringLiteral("paper"), word(name(*report.paper)));
  if (report.toner) object.insert(QStringLiteral("toner"), word(name(*report.toner)));
  if (report.media) object.insert(QStringLiteral("media"), word(name(*report.media)));
  if (!report.low.isEmpty()) {
    QJsonArray low;
    for (const QByteArray& supply : report.low) low.append(word(supply));
    object.insert(QStringLiteral("low"), low);
  }
  if (report.health) {
    object.insert(QStringLiteral("health"), QJsonObject{{QStringLiteral("depth"), word(name(report.health->depth))},
                                                        {QStringLiteral("code"), word(report.health->code)},
                                                        {QStringLiteral("at"), report.health->at}});
  }
  return object;
}

QJsonObject changesBetween(const DeviceReport& before, const DeviceReport& after) {
  const QJsonObject old = jsonOf(before);
  const QJsonObject now = jsonOf(after);
  QJsonObject changes{{QStringLiteral("kind"), now[QStringLiteral("kind")]}};
  for (const QString& key : old.keys() + now.keys()) {
    if (old[key] == now[key]) continue;
    changes.insert(key, now.contains(key) ? now[key] : QJsonValue(QJsonValue::Null));
  }
  return changes;
}

}  // namespace hall::drivers
