#include "sync/model/condition.h"

#include <QJsonArray>
#include <QJsonObject>
#include <algorithm>

#include "sync/model/identity.h"

namespace hall::model {

namespace {
constexpr int kOldest = 150;

tl::unexpected<Error> wrong(const QString& detail) {
  return failure(Failure::Invalid, "definition.condition", detail);
}

bool isText(const QJsonValue& value) {
  return value.isString();
}

bool isListOfTexts(const QJsonValue& value) {
  const QJsonArray list = value.toArray();
  return !list.isEmpty() && std::all_of(list.begin(), list.end(), isText);
}

bool isAge(const QJsonValue& value) {
  const int years = value.toInt(-1);  // -1 also for what is not a whole number
  return years >= 0 && years <= kOldest;
}
}  // namespace

Result<Condition> Condition::parse(const QJsonValue& json, int depth) {
  if (depth > kMaxDepth) return wrong(QStringLiteral("conditions are nested too deep"));
  if (!json.isObject() || json.toObject().isEmpty()) return wrong(QStringLiteral("a condition is a non-empty object"));
  const QJsonObject object = json.toObject();
  if (object.contains(QStringLiteral("field"))) return parseComparison(object);
  if (object.size() != 1) return wrong(QStringLiteral("a group has exactly one of all, any, not"));
  const QString key = object.constBegin().key();
  if (key == u"all") return parseGroup(Kind::All, object.constBegin().value(), depth);
  if (key == u"any") return parseGroup(Kind::Any, object.constBegin().value(), depth);
  if (key == u"not") return parseGroup(Kind::Not, QJsonArray{object.constBegin().value()}, depth);
  return wrong(QStringLiteral("unknown word in a condition: ") + key);
}

Result<Condition> Condition::parseGroup(Kind kind, const QJsonValue& json, int depth) {
  Condition group;
  group.m_kind = kind;
  if (!json.isArray() || json.toArray().isEmpty()) return wrong(QStringLiteral("a group needs a non-empty list"));
  for (const QJsonValue& child : json.toArray()) {
    Result<Condition> parsed = parse(child, depth + 1);
    if (!parsed) return parsed;
    group.m_children.append(std::move(*parsed));
  }
  return group;
}

Result<Condition> Condition::parseComparison(const QJsonObject& json) {
  Condition condition;
  condition.m_field = json.value(QStringLiteral("field")).toString().toUtf8();
  if (condition.m_field.isEmpty() || json.size() != 2) {
    return wrong(QStringLiteral("a comparison names one field and one test"));
  }
  for (auto entry = json.constBegin(); entry != json.constEnd(); ++entry) {
    if (entry.key() == u"field") continue;
    if (entry.key() == u"equals" && entry->isString()) {
      condition.m_kind = Kind::OneOf;
      condition.m_values = QStringList{entry->toString()};
    } else if (entry.key() == u"one_of" && isListOfTexts(*entry)) {
      condition.m_kind = Kind::OneOf;
      for (const QJsonValue& value : entry->toArray()) condition.m_values.append(value.toString());
    } else if ((entry.key() == u"age_at_least" || entry.key() == u"age_below") && isAge(*entry)) {
      condition.m_kind = entry.key() == u"age_below" ? Kind::AgeBelow : Kind::AgeAtLeast;
      condition.m_years = entry->toInt();
    } else if (entry.key() == u"answered" && entry->isBool() && entry->toBool()) {
      condition.m_kind = Kind::Answered;
    } else {
      return wrong(QStringLiteral("unknown test in a condition, or a wrong value for it: ") + entry.key());
    }
  }
  return condition;
}

bool Condition::holds(const Answers& answers, const QDate& today) const {
  const auto child = [&](const Condition& condition) { return condition.holds(answers, today); };
  if (m_kind == Kind::All) return std::all_of(m_children.begin(), m_children.end(), child);
  if (m_kind == Kind::Any) return std::any_of(m_children.begin(), m_children.end(), child);
  if (m_kind == Kind::Not) return !child(m_children.first());

  const auto answer = answers.constFind(m_field);
  if (answer == answers.constEnd() || answer->value.isEmpty()) return false;
  if (m_kind == Kind::Answered) return true;
  if (m_kind == Kind::OneOf) return m_values.contains(answer->value);
  const QDate birth = QDate::fromString(answer->value, Qt::ISODate);
  if (!birth.isValid()) return false;
  return m_kind == Kind::AgeAtLeast ? ageOn(birth, today) >= m_years : ageOn(birth, today) < m_years;
}

QSet<QByteArray> Condition::fields() const {
  QSet<QByteArray> names;
  if (!m_field.isEmpty()) names.insert(m_field);
  for (const Condition& child : m_children) names.unite(child.fields());
  return names;
}

}  // namespace hall::model
