#include "sync/model/service_definition.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QSet>

#include "sync/model/definition_reader.h"

namespace hall::model {

namespace {

constexpr int kMostPages = 20;  // of one question; a submission holds more than one question's pages

const QHash<QString, FieldType>& fieldTypes() {
  static const QHash<QString, FieldType> types{
      {QStringLiteral("text"), FieldType::Text},        {QStringLiteral("number"), FieldType::Number},
      {QStringLiteral("phone"), FieldType::Phone},      {QStringLiteral("date"), FieldType::Date},
      {QStringLiteral("choice"), FieldType::Choice},    {QStringLiteral("consent"), FieldType::Consent},
      {QStringLiteral("document"), FieldType::Document}};
  return types;
}

QByteArray identifierText(DefinitionReader& reader, const QString& key) {
  static const QRegularExpression shape(QStringLiteral("\\A[a-z][a-z0-9_-]{0,63}\\z"));
  const QString text = reader.text(key);
  if (!shape.match(text).hasMatch()) reader.fail(key, QStringLiteral("must be lower-case letters, digits, - or _"));
  return text.toUtf8();
}

std::optional<Condition> condition(DefinitionReader& reader, const QString& key) {
  const std::optional<QJsonValue> json = reader.raw(key);
  if (!json) return std::nullopt;
  Result<Condition> parsed = Condition::parse(*json);
  if (!parsed) {
    reader.fail(key, parsed.error().detail);
    return std::nullopt;
  }
  return std::move(*parsed);
}

QList<Option> options(DefinitionReader& reader) {
  QList<Option> list;
  QSet<QByteArray> seen;
  reader.objects(QStringLiteral("options"), true, [&](DefinitionReader& entry) {
    Option option{identifierText(entry, QStringLiteral("value")), entry.localText(QStringLiteral("label"))};
    if (seen.contains(option.value)) entry.fail(QStringLiteral("value"), QStringLiteral("stands twice"));
    seen.insert(option.value);
    list.append(std::move(option));
  });
  return list;
}

void readDocument(DefinitionReader& reader, Field& field) {
  for (const QString& type : reader.texts(QStringLiteral("media_types"))) {
    if (type != u"image/jpeg") reader.fail(QStringLiteral("media_types"), QStringLiteral("is not a page: ") + type);
    field.mediaTypes.append(type.toLatin1());
  }
  field.minimumPages = static_cast<int>(reader.integer(QStringLiteral("minimum_pages"), 1, kMostPages));
  field.maximumPages =
      static_cast<int>(reader.integer(QStringLiteral("maximum_pages"), field.minimumPages, kMostPages));
  field.otherwise = reader.localText(QStringLiteral("otherwise"));
}

void readQuestion(DefinitionReader& reader, Field& field) {
  field.question = reader.localText(QStringLiteral("question"));
  field.help = reader.localText(QStringLiteral("help"), false);
  field.example = reader.text(QStringLiteral("example"), false);
  field.required = reader.boolean(QStringLiteral("required"), true);
  if (field.type == FieldType::Consent && !field.required) {
    reader.fail(QStringLiteral("required"), QStringLiteral("consent is never optional; leave the question out"));
  }
  if (field.type == FieldType::Text) {
    reader.fail(QStringLiteral("type"), QStringLiteral("a text cannot be asked; choose another type or fill it"));
  }
  if (field.type == FieldType::Choice) field.options = options(reader);
  if (field.type == FieldType::Document) readDocument(reader, field);
  if (field.type == FieldType::Number) {
    field.minimum = reader.integer(QStringLiteral("minimum"), 0, 999999999999);
    field.maximum = reader.integer(QStringLiteral("maximum"), field.minimum, 999999999999);
  }
}

Field readField(DefinitionReader& reader) {
  Field field;
  field.id = identifierText(reader, QStringLiteral("id"));
  field.label = reader.localText(QStringLiteral("label"));
  const QString type = reader.text(QStringLiteral("type"));
  if (!fieldTypes().contains(type)) reader.fail(QStringLiteral("type"), QStringLiteral("is not a known type: ") + type);
  field.type = fieldTypes().value(type, FieldType::Text);
  field.from = reader.text(QStringLiteral("from"), false).toUtf8();
  field.visibleWhen = condition(reader, QStringLiteral("visible_when"));
  if (field.from.isEmpty()) {
    readQuestion(reader, field);
  } else if (field.type == FieldType::Document) {
    reader.fail(QStringLiteral("type"), QStringLiteral("a card holds no paper"));
  } else if (!cardSources().contains(field.from)) {
    reader.fail(QStringLiteral("from"), QStringLiteral("is not something a card can fill"));
  }
  return field;
}

Guide readGuide(DefinitionReader& reader) {
  Guide guide;
  guide.who = reader.localTexts(QStringLiteral("who"));
  guide.bring = reader.localTexts(QStringLiteral("bring"));
  guide.duration = reader.localText(QStringLiteral("duration"));
  guide.cost = reader.localText(QStringLiteral("cost"));
  guide.result = reader.localText(QStringLiteral("result"));
  guide.law = reader.localTexts(QStringLiteral("law"));
  return guide;
}

QList<QByteArray> names(const QStringList& texts) {
  QList<QByteArray> list;
  for (const QString& text : texts) list.append(text.toUtf8());
  return list;
}

// The search goes by syllables, so they must be told apart.
QStringList pinyin(DefinitionReader& reader) {
  static const QRegularExpression shape(QStringLiteral("\\A[a-z]+( [a-z]+)*\\z"));
  const QStringList list = reader.texts(QStringLiteral("pinyin"));
  for (const QString& syllables : list) {
    if (!shape.match(syllables).hasMatch()) {
      reader.fail(QStringLiteral("pinyin"), QStringLiteral("must be lower-case syllables with one space between"));
    }
  }
  return list;
}

// A condition may only look at fields that stand in the definition, and a field's own visibility only at earlier ones:
// otherwise the next question could depend on an answer that has not been asked yet.
void checkReferences(DefinitionReader& reader, const ServiceDefinition& definition) {
  QSet<QByteArray> earlier;
  for (qsizetype i = 0; i < definition.fields.size(); ++i) {
    const Field& field = definition.fields.at(i);
    const QString place = QStringLiteral("fields/%1/").arg(i);
    if (earlier.contains(field.id)) {
      reader.fail(place + QStringLiteral("id"), QStringLiteral("stands twice: ") + QString::fromUtf8(field.id));
    }
    if (field.visibleWhen && !earlier.contains(field.visibleWhen->fields())) {
      reader.fail(place + QStringLiteral("visible_when"), QStringLiteral("names a field that does not come before"));
    }
    earlier.insert(field.id);
  }
  for (qsizetype i = 0; i < definition.eligibility.size(); ++i) {
    if (!earlier.contains(definition.eligibility.at(i).when.fields())) {
      reader.fail(QStringLiteral("eligibility/%1/when").arg(i), QStringLiteral("names a field that does not exist"));
    }
  }
  if (definition.offerWhen && !earlier.contains(definition.offerWhen->fields())) {
    reader.fail(QStringLiteral("offer_when"), QStringLiteral("names a field that does not exist"));
  }
}

void readAll(DefinitionReader& reader, ServiceDefinition& definition) {
  reader.text(QStringLiteral("$schema"), false);
  definition.id = identifierText(reader, QStringLiteral("id"));
  definition.version = static_cast<int>(reader.integer(QStringLiteral("version"), 1, 1000000));
  definition.name = reader.localText(QStringLiteral("name"));
  definition.summary = reader.localText(QStringLiteral("summary"));
  definition.authority = reader.localText(QStringLiteral("authority"));
  definition.icon = identifierText(reader, QStringLiteral("icon"));
  definition.searchTerms = reader.texts(QStringLiteral("search_terms"));
  definition.pinyin = pinyin(reader);
  definition.audiences = names(reader.texts(QStringLiteral("audiences")));
  definition.lifeEvents = names(reader.texts(QStringLiteral("life_events")));
  definition.legalWorkingDays = static_cast<int>(reader.integer(QStringLiteral("legal_working_days"), 0, 365));
  definition.offerWhen = condition(reader, QStringLiteral("offer_when"));
  reader.object(QStringLiteral("guide"), [&](DefinitionReader& guide) { definition.guide = readGuide(guide); });
  reader.objects(QStringLiteral("eligibility"), false, [&](DefinitionReader& entry) {
    std::optional<Condition> when = condition(entry, QStringLiteral("when"));
    LocalText otherwise = entry.localText(QStringLiteral("otherwise"));
    if (!when) {
      entry.fail(QStringLiteral("when"), QStringLiteral("is missing"));
      return;
    }
    definition.eligibility.append({std::move(*when), std::move(otherwise)});
  });
  reader.objects(QStringLiteral("fields"), true,
                 [&](DefinitionReader& entry) { definition.fields.append(readField(entry)); });
  reader.finish();
  checkReferences(reader, definition);
}

}  // namespace

const QList<QByteArray>& cardSources() {
  static const QList<QByteArray> sources{"card.name",   "card.sex",     "card.ethnic_group", "card.birth",
                                         "card.number", "card.address", "card.issuer",       "card.valid_until"};
  return sources;
}

Result<ServiceDefinition> ServiceDefinition::parse(const QByteArray& json) {
  QJsonParseError parseFault;
  const QJsonDocument document = QJsonDocument::fromJson(json, &parseFault);
  if (document.isNull()) {
    return failure(Failure::Invalid, "definition.json",
                   QStringLiteral("byte %1: %2").arg(parseFault.offset).arg(parseFault.errorString()));
  }
  if (!document.isObject()) {
    return failure(Failure::Invalid, "definition.json", QStringLiteral("/: is not an object"));
  }
  ServiceDefinition definition;
  QString fault;
  DefinitionReader reader(document.object(), QString(), fault);
  readAll(reader, definition);
  if (!fault.isEmpty()) {
    return failure(Failure::Invalid, "definition.invalid", fault);
  }
  return definition;
}

const Field* ServiceDefinition::field(const QByteArray& fieldId) const {
  for (const Field& candidate : fields) {
    if (candidate.id == fieldId) return &candidate;
  }
  return nullptr;
}

}  // namespace hall::model
