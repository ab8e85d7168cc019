#include "sync/model/inventory.h"

#include <QJsonArray>
#include <array>
#include <utility>

#include "sync/base/clock.h"
#include "sync/base/identifier.h"

namespace hall::model {

namespace {
constexpr std::array<std::pair<Holding, const char*>, 3> kNames{{
    {Holding::Present, "present"},
    {Holding::Missing, "missing"},
    {Holding::Differs, "differs"},
}};

QByteArray text(const QJsonObject& json, const char* key) {
  return json.value(QLatin1String(key)).toString().toLatin1();
}

bool isEntry(qint64 seq, const QByteArray& submissionId) {
  return seq > 0 && seq <= kOpenEnd && isIdentifier(submissionId);
}
}  // namespace

QByteArray name(Holding holding) {
  for (const auto& [value, known] : kNames) {
    if (value == holding) return known;
  }
  return {};
}

std::optional<Holding> holding(QByteArrayView name) {
  for (const auto& [value, known] : kNames) {
    if (name == known) return value;
  }
  return std::nullopt;
}

QJsonObject toJson(const Inventory& inventory, const QByteArray& terminalId, const QDateTime& madeAt) {
  QJsonArray entries;
  for (const InventoryEntry& entry : inventory.entries) {
    QJsonObject one{{QStringLiteral("seq"), entry.seq},
                    {QStringLiteral("submission_id"), QString::fromLatin1(entry.submissionId)},
                    {QStringLiteral("digest"), QString::fromLatin1(entry.digest)}};
    if (entry.origin) {
      one.insert(QStringLiteral("origin"),
                 QJsonObject{{QStringLiteral("terminal_id"), QString::fromLatin1(entry.origin->terminalId)},
                             {QStringLiteral("seq"), entry.origin->terminalSeq}});
    }
    entries.append(one);
  }
  return {{QStringLiteral("terminal_id"), QString::fromLatin1(terminalId)},
          {QStringLiteral("made_at"), QString::fromLatin1(rfc3339(madeAt))},
          {QStringLiteral("from_seq"), inventory.fromSeq},
          {QStringLiteral("to_seq"), inventory.toSeq},
          {QStringLiteral("entries"), entries}};
}

Result<InventoryAnswer> inventoryAnswerFromJson(const QJsonObject& json) {
  const auto wrong = failure(Failure::Invalid, "inventory.field");
  InventoryAnswer answer;
  answer.terminalId = text(json, "terminal_id");
  answer.inventoryDigest = text(json, "inventory_digest");
  answer.lastSeq = json.value(QStringLiteral("last_seq")).toInteger();
  answer.answeredAt = QDateTime::fromString(json.value(QStringLiteral("answered_at")).toString(), Qt::ISODateWithMs);
  if (!isIdentifier(answer.terminalId) || !answer.answeredAt.isValid() || answer.lastSeq < 0 ||
      answer.lastSeq > kOpenEnd || !json.value(QStringLiteral("entries")).isArray() ||
      !json.value(QStringLiteral("unlisted")).isArray()) {
    return wrong;
  }
  const QJsonArray entries = json.value(QStringLiteral("entries")).toArray();
  for (const QJsonValue& value : entries) {
    const QJsonObject one = value.toObject();
    const auto state = holding(text(one, "state"));
    const InventoryAnswer::Entry entry{one.value(QStringLiteral("seq")).toInteger(), text(one, "submission_id"),
                                       state.value_or(Holding::Missing)};
    if (!state || !isEntry(entry.seq, entry.submissionId)) return wrong;
    answer.entries.append(entry);
  }
  const QJsonArray unlisted = json.value(QStringLiteral("unlisted")).toArray();
  for (const QJsonValue& value : unlisted) {
    const QJsonObject one = value.toObject();
    const InventoryEntry entry{one.value(QStringLiteral("seq")).toInteger(), text(one, "submission_id"),
                               text(one, "digest")};
    if (!isEntry(entry.seq, entry.submissionId)) return wrong;
    answer.unlisted.append(entry);
  }
  return answer;
}

}  // namespace hall::model
