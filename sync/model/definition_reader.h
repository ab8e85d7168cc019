#pragma once
// Reads JSON strictly and remembers the first thing that was wrong, with the place where it was. After a fault every
// further read gives an empty value, so a parser reads straight down and asks once at the end.
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <functional>
#include <optional>

#include "sync/model/local_text.h"

namespace hall::model {

class DefinitionReader {
 public:
  DefinitionReader(QJsonObject object, QString path, QString& fault)
      : m_object(std::move(object)), m_path(std::move(path)), m_fault(fault) {}

  QString text(const QString& key, bool required = true);
  LocalText localText(const QString& key, bool required = true);
  qint64 integer(const QString& key, qint64 minimum, qint64 maximum, std::optional<qint64> fallback = std::nullopt);
  bool boolean(const QString& key, bool fallback);
  QStringList texts(const QString& key, bool required = true);
  QList<LocalText> localTexts(const QString& key, bool required = true);
  // Calls `each` for every object of the list.
  void objects(const QString& key, bool required, const std::function<void(DefinitionReader&)>& each);
  void object(const QString& key, const std::function<void(DefinitionReader&)>& inside);
  std::optional<QJsonValue> raw(const QString& key);
  [[nodiscard]] bool has(const QString& key) const { return m_object.contains(key); }

  // Refuses every key that nobody asked for: a misspelt word must not be ignored.
  void finish();
  void fail(const QString& key, const QString& what);
  [[nodiscard]] bool failed() const { return !m_fault.isEmpty(); }

 private:
  QJsonValue take(const QString& key, QJsonValue::Type type, bool required);
  static std::optional<LocalText> localTextOf(const QJsonValue& value);

  QJsonObject m_object;
  QString m_path;
  QString& m_fault;
  QStringList m_known;
};

}  // namespace hall::model
