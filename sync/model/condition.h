#pragma once
// A condition of a service definition: data, never code. Shapes:
//   {"field": "residence", "equals": "abroad"}      {"field": "residence", "one_of": ["a", "b"]}
//   {"field": "birth", "age_at_least": 80}          {"field": "birth", "age_below": 16}
//   {"field": "agent", "answered": true}            {"all": [...]}  {"any": [...]}  {"not": {...}}
// A field without an answer makes every comparison false. Immutable value; any thread.
#include <QByteArray>
#include <QDate>
#include <QJsonValue>
#include <QList>
#include <QSet>
#include <QStringList>

#include "sync/base/result.h"
#include "sync/model/answer.h"

namespace hall::model {

class Condition {
 public:
  static constexpr int kMaxDepth = 8;

  // Invalid: detail says where and what.
  static Result<Condition> parse(const QJsonValue& json, int depth = 0);

  [[nodiscard]] bool holds(const Answers& answers, const QDate& today) const;
  // Every field the condition looks at, so that a definition can be checked for names that do not exist.
  [[nodiscard]] QSet<QByteArray> fields() const;

 private:
  enum class Kind { OneOf, AgeAtLeast, AgeBelow, Answered, All, Any, Not };

  static Result<Condition> parseComparison(const QJsonObject& json);
  static Result<Condition> parseGroup(Kind kind, const QJsonValue& json, int depth);

  Kind m_kind = Kind::All;
  QByteArray m_field;
  QStringList m_values;
  int m_years = 0;
  QList<Condition> m_children;
};

}  // namespace hall::model
