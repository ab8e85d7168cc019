#include "sync/model/definition_reader.h"

namespace hall::model {

void DefinitionReader::fail(const QString& key, const QString& what) {
  if (m_fault.isEmpty()) {
    m_fault = m_path + u'/' + key + QStringLiteral(": ") + what;
  }
}

QJsonValue DefinitionReader::take(const QString& key, QJsonValue::Type type, bool required) {
  m_known.append(key);
  const QJsonValue value = m_object.value(key);
  if (value.isUndefined()) {
    if (required) fail(key, QStringLiteral("is missing"));
    return {};
  }
  if (value.type() != type) {
    fail(key, QStringLiteral("has the wrong type"));
    return {};
  }
  return value;
}

QString DefinitionReader::text(const QString& key, bool required) {
  const QString value = take(key, QJsonValue::String, required).toString();
  if (required && value.trimmed().isEmpty()) fail(key, QStringLiteral("is empty"));
  return value;
}

std::optional<LocalText> DefinitionReader::localTextOf(const QJsonValue& value) {
  const QJsonObject object = value.toObject();
  const LocalText text{object.value(QStringLiteral("zh")).toString(), object.value(QStringLiteral("en")).toString()};
  if (object.size() != 2 || text.zh.trimmed().isEmpty() || text.en.trimmed().isEmpty()) return std::nullopt;
  return text;
}

LocalText DefinitionReader::localText(const QString& key, bool required) {
  const QJsonValue value = take(key, QJsonValue::Object, required);
  if (!value.isObject()) return {};
  const std::optional<LocalText> text = localTextOf(value);
  if (!text) fail(key, QStringLiteral("needs zh and en, both with text"));
  return text.value_or(LocalText{});
}

qint64 DefinitionReader::integer(const QString& key, qint64 minimum, qint64 maximum, std::optional<qint64> fallback) {
  const QJsonValue value = take(key, QJsonValue::Double, !fallback.has_value());
  if (!value.isDouble()) return fallback.value_or(minimum);
  const qint64 number = value.toInteger(minimum - 1);
  if (number < minimum || number > maximum) fail(key, QStringLiteral("is not a whole number in its range"));
  return number;
}

bool DefinitionReader::boolean(const QString& key, bool fallback) {
  return take(key, QJsonValue::Bool, false).toBool(fallback);
}

QStringList DefinitionReader::texts(const QString& key, bool required) {
  QStringList list;
  for (const QJsonValue& value : take(key, QJsonValue::Array, required).toArray()) {
    if (value.toString().trimmed().isEmpty()) fail(key, QStringLiteral("holds an empty text"));
    list.append(value.toString());
  }
  if (required && list.isEmpty()) fail(key, QStringLiteral("is empty"));
  return list;
}

QList<LocalText> DefinitionReader::localTexts(const QString& key, bool required) {
  QList<LocalText> list;
  for (const QJsonValue& value : take(key, QJsonValue::Array, required).toArray()) {
    const std::optional<LocalText> text = localTextOf(value);
    if (!text) fail(key, QStringLiteral("holds an entry without zh and en"));
    list.append(text.value_or(LocalText{}));
  }
  if (required && list.isEmpty()) fail(key, QStringLiteral("is empty"));
  return list;
}

void DefinitionReader::objects(const QString& key, bool required, const std::function<void(DefinitionReader&)>& each) {
  const QJsonArray list = take(key, QJsonValue::Array, required).toArray();
  if (required && list.isEmpty()) fail(key, QStringLiteral("is empty"));
  for (qsizetype i = 0; i < list.size(); ++i) {
    const QString place = key + u'/' + QString::number(i);
    if (!list.at(i).isObject()) fail(place, QStringLiteral("is not an object"));
    DefinitionReader inner(list.at(i).toObject(), m_path + u'/' + place, m_fault);
    each(inner);
    inner.finish();
  }
}

void DefinitionReader::object(const QString& key, const std::function<void(DefinitionReader&)>& inside) {
  DefinitionReader inner(take(key, QJsonValue::Object, true).toObject(), m_path + u'/' + key, m_fault);
  inside(inner);
  inner.finish();
}

std::optional<QJsonValue> DefinitionReader::raw(const QString& key) {
  m_known.append(key);
  const QJsonValue value = m_object.value(key);
  return value.isUndefined() ? std::nullopt : std::optional(value);
}

void DefinitionReader::finish() {
  for (auto entry = m_object.constBegin(); entry != m_object.constEnd(); ++entry) {
    QString place = entry.key();
    place.replace(u'~', QStringLiteral("~0")).replace(u'/', QStringLiteral("~1"));  // as JSON pointers write them
    if (!m_known.contains(entry.key())) fail(place, QStringLiteral("is not a word of this format"));
  }
}

}  // namespace hall::model
