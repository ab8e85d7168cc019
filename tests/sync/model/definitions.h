#pragma once
// The good definition of tests/fixtures/services, and what becomes of it when one thing is changed.
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "sync/model/service_definition.h"

namespace hall::test {

inline QByteArray fixture(const QString& name) {
  QFile file(QStringLiteral(HALL_FIXTURES "/services/") + name);
  if (!file.open(QIODevice::ReadOnly)) qFatal("no fixture %s", qUtf8Printable(name));
  return file.readAll();
}

inline model::ServiceDefinition goodDefinition() {
  return model::ServiceDefinition::parse(fixture(QStringLiteral("good.json"))).value();
}

// Sets what the JSON pointer's steps lead to; Undefined takes it away.
inline QJsonValue changed(const QJsonValue& whole, QStringList steps, const QJsonValue& value) {
  if (steps.isEmpty()) return value;
  const QString step = steps.takeFirst().replace(QStringLiteral("~1"), QStringLiteral("/"));
  if (whole.isArray()) {
    QJsonArray list = whole.toArray();
    const qsizetype place = step.toInt();
    list.replace(place, changed(list.at(place), steps, value));
    return list;
  }
  QJsonObject object = whole.toObject();
  const QJsonValue inner = changed(object.value(step), steps, value);
  if (inner.isUndefined()) {
    object.remove(step);
  } else {
    object.insert(step, inner);
  }
  return object;
}

}  // namespace hall::test
