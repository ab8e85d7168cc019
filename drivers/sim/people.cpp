#include "drivers/sim/people.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace hall::drivers::sim {

namespace {

std::optional<IdCard::Layout> layoutOf(const QString& letter) {
  if (letter == u" ") return IdCard::Layout::Resident;
  if (letter == u"I") return IdCard::Layout::Foreigner2017;
  if (letter == u"J") return IdCard::Layout::HongKongMacaoTaiwan;
  if (letter == u"Y") return IdCard::Layout::Foreigner2023;
  return std::nullopt;
}

QDate day(const QJsonObject& object, const char* key) {
  return QDate::fromString(object[QLatin1String(key)].toString(), QStringLiteral("yyyyMMdd"));
}

Result<Person> personOf(const QJsonObject& object) {
  const auto word = [&object](const char* key) { return object[QLatin1String(key)].toString(); };
  const std::optional<IdCard::Layout> layout = layoutOf(word("layout"));
  Person person{word("key"), word("text"), {}};
  IdCard& card = person.card;
  card.birth = day(object, "birth");
  card.validFrom = day(object, "validFrom");
  card.longTerm = word("validUntil") == u"长期";
  card.validUntil = card.longTerm ? QDate() : day(object, "validUntil");
  if (person.key.isEmpty() || !layout || !card.birth.isValid() || !card.validFrom.isValid() ||
      (!card.longTerm && !card.validUntil.isValid())) {
    return failure(Failure::Invalid, "people.entry", person.key);
  }
  card.layout = *layout;
  card.name = word("name");
  card.englishName = word("englishName");
  card.sexCode = word("sex");
  card.ethnicCode = word("ethnic");
  card.nationality = word("nationality");
  card.address = word("address");
  card.newestAddress = word("newestAddress");
  card.number = word("number");
  card.issuer = word("issuer");
  card.permitNumber = word("permitNumber");
  card.issueCount = word("issueCount");
  card.cardVersion = word("cardVersion");
  return person;
}

}  // namespace

Result<QList<Person>> parsePeople(const QByteArray& json) {
  const QJsonDocument document = QJsonDocument::fromJson(json);
  if (!document.isArray()) {
    return failure(Failure::Invalid, "people.json");
  }
  QList<Person> people;
  for (const QJsonValue& value : document.array()) {
    Result<Person> person = personOf(value.toObject());
    if (!person) {
      return failure(person.error());
    }
    people.append(std::move(*person));
  }
  return people;
}

Result<QList<Person>> builtInPeople() {
  QFile file(QStringLiteral(":/hall/sim/people.json"));
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(Failure::NotFound, "people.missing");
  }
  return parsePeople(file.readAll());
}

}  // namespace hall::drivers::sim
