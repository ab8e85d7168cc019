#include "sync/gateway/inventory_routes.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSet>
#include <algorithm>

#include "sync/base/identifier.h"
#include "sync/gateway/announcement_json.h"
#include "sync/gateway/inventory_rows.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"
#include "sync/seal/cms.h"

namespace hall::gateway {

namespace {

using inventory_rows::Key;
using model::Holding;
using model::InventoryEntry;

constexpr qint64 kForgetAfterSeconds = 7LL * 24 * 3600;

QJsonObject entryJson(const InventoryEntry& entry) {
  return {{QStringLiteral("seq"), entry.seq},
          {QStringLiteral("submission_id"), QString::fromLatin1(entry.submissionId)}};
}

std::optional<model::Inventory> inventoryFromJson(const QJsonObject& json, const QByteArray& terminalId) {
  model::Inventory inventory{
      json.value(QStringLiteral("from_seq")).toInteger(), json.value(QStringLiteral("to_seq")).toInteger(), {}};
  const QJsonArray entries = json.value(QStringLiteral("entries")).toArray();
  const bool fits = json.value(QStringLiteral("terminal_id")).toString().toLatin1() == terminalId &&
                    inventory.fromSeq >= 1 && inventory.fromSeq <= inventory.toSeq &&
                    json.value(QStringLiteral("entries")).isArray() && entries.size() <= kMaximumInventoryEntries;
  if (!fits) return std::nullopt;
  for (const QJsonValue& value : entries) {
    InventoryEntry entry{value[QLatin1String("seq")].toInteger(),
                         value[QLatin1String("submission_id")].toString().toLatin1(),
                         value[QLatin1String("digest")].toString().toLatin1()};
    const QJsonObject origin = value[QLatin1String("origin")].toObject();
    if (!origin.isEmpty()) {
      entry.origin = {origin.value(QStringLiteral("terminal_id")).toString().toLatin1(),
                      origin.value(QStringLiteral("seq")).toInteger()};
    }
    const bool good = entry.seq >= inventory.fromSeq && entry.seq <= inventory.toSeq &&
                      isIdentifier(entry.submissionId) && isDigest(entry.digest);
    if (!good) return std::nullopt;
    inventory.entries.append(entry);
  }
  return inventory;
}

// What a gateway sent on for a terminal below it is here under that terminal's name.
Holding holdingOfForwarded(const InventoryEntry& listed, const QHash<QByteArray, InventoryEntry>& forwarded) {
  const auto ours = forwarded.constFind(listed.submissionId);
  if (ours == forwarded.constEnd()) return Holding::Missing;
  return ours->digest == listed.digest && ours->origin == listed.origin ? Holding::Present : Holding::Differs;
}

// "Present" is what a terminal may delete by: the number, the id and the digest must all be the same.
Holding holdingOf(const InventoryEntry& listed, const QHash<qint64, InventoryEntry>& ours,
                  const QSet<QByteArray>& ourIds) {
  const auto same = ours.constFind(listed.seq);
  if (same != ours.constEnd() && same->submissionId == listed.submissionId) {
    return same->digest == listed.digest ? Holding::Present : Holding::Differs;
  }
  return ourIds.contains(listed.submissionId) ? Holding::Differs : Holding::Missing;
}

// What is here of the terminal that listed.
struct Ours {
  QList<InventoryEntry> received;  // up to its last number listed, then some of what is behind it
  QHash<QByteArray, InventoryEntry> forwarded;
  qint64 lastSeq = 0;
};

QJsonObject compare(const model::Inventory& listed, const Ours& here) {
  QHash<qint64, InventoryEntry> ours;
  QSet<QByteArray> ourIds;
  for (const InventoryEntry& entry : here.received) {
    ours.insert(entry.seq, entry);
    ourIds.insert(entry.submissionId);
  }
  QSet<QByteArray> theirIds;
  QJsonArray entries;
  for (const InventoryEntry& entry : listed.entries) {
    theirIds.insert(entry.submissionId);
    QJsonObject answer = entryJson(entry);
    const Holding holding = entry.origin ? holdingOfForwarded(entry, here.forwarded) : holdingOf(entry, ours, ourIds);
    answer.insert(QStringLiteral("state"), QString::fromLatin1(model::name(holding)));
    entries.append(answer);
  }
  QJsonArray unlisted;
  for (const InventoryEntry& entry : here.received) {
    if (theirIds.contains(entry.submissionId)) continue;
    QJsonObject one = entryJson(entry);
    one.insert(QStringLiteral("digest"), QString::fromLatin1(entry.digest));
    unlisted.append(one);
  }
  return {{QStringLiteral("entries"), entries},
          {QStringLiteral("unlisted"), unlisted},
          {QStringLiteral("last_seq"), here.lastSeq}};
}

Response cmsResponse(const QByteArray& message) {
  return {200, "application/cms", message, {}, 0};
}

// Signed by the terminal, and about itself: or the refusal.
std::variant<model::Inventory, Response> read(Office& office, const Call& call) {
  const auto terminal = office.certificates.find(call["terminal_id"]);
  if (!terminal) {
    return terminal.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted) : office.failed(terminal.error());
  }
  const auto content = seal::verifyAttached(call.request.body, *terminal);
  if (!content) return problem(Problem::EnvelopeRefused);
  auto inventory = inventoryFromJson(QJsonDocument::fromJson(*content).object(), call["terminal_id"]);
  if (!inventory) return problem(Problem::BadRequest);
  return std::move(*inventory);
}

Result<QByteArray> makeAnswer(Office& office, const Key& key, const model::Inventory& inventory, const Ours& here,
                              const QDateTime& now) {
  QJsonObject answer = compare(inventory, here);
  answer.insert(QStringLiteral("terminal_id"), QString::fromLatin1(key.terminalId));
  answer.insert(QStringLiteral("answered_at"), QString::fromLatin1(rfc3339(now)));
  answer.insert(QStringLiteral("inventory_digest"), QString::fromLatin1(key.digest));
  return seal::signAttached(QJsonDocument(answer).toJson(QJsonDocument::Compact), office.keys.signing());
}

void keep(Office& office, const Key& key, const QByteArray& answer, const QDateTime& now, const Reply& reply) {
  auto kept = std::make_shared<QByteArray>();
  office.writer.add(
      [=](Storage& storage) -> Result<void> {
        auto given = inventory_rows::keep(storage.writing(), key, answer, now, now.addSecs(-kForgetAfterSeconds));
        if (!given) return failure(given.error());
        *kept = std::move(*given);
        return {};
      },
      [&office, kept, reply](const Result<void>& done) {
        reply(done ? cmsResponse(*kept) : office.failed(done.error()));
      });
}

// Of terminals that the asker has introduced; of others it is told nothing, not even that something is here.
Result<QHash<QByteArray, InventoryEntry>> forwardedOf(Office& office, sql::SqlSession& session, const Peer& peer,
                                                      const model::Inventory& inventory) {
  QList<QByteArray> ids;
  for (const InventoryEntry& entry : inventory.entries) {
    if (entry.origin) ids.append(entry.submissionId);
  }
  const auto received = inventory_rows::receivedAs(session, ids);
  if (!received) return failure(received.error());
  QHash<QByteArray, InventoryEntry> forwarded;
  for (const InventoryEntry& entry : *received) {
    const auto allowed = office.delegations.mayActFor(session, peer, entry.origin->terminalId);
    if (!allowed) return failure(allowed.error());
    if (*allowed) forwarded.insert(entry.submissionId, entry);
  }
  return forwarded;
}

// Invalid ("gateway.inventory"): more has come from this terminal in that range than one list can name.
Result<Ours> readOurs(Office& office, sql::SqlSession& session, const Call& call, const model::Inventory& inventory) {
  const QByteArray terminalId = call["terminal_id"];
  qint64 lastListed = inventory.fromSeq - 1;
  for (const InventoryEntry& entry : inventory.entries) lastListed = std::max(lastListed, entry.seq);
  auto received =
      inventory_rows::received(session, terminalId, inventory.fromSeq, lastListed, 2 * kMaximumInventoryEntries + 1);
  if (!received) return failure(received.error());
  if (received->size() > 2 * kMaximumInventoryEntries) return failure(Failure::Invalid, "gateway.inventory");
  const auto behind =
      inventory_rows::received(session, terminalId, lastListed + 1, inventory.toSeq, kMaximumInventoryEntries);
  if (!behind) return failure(behind.error());
  auto forwarded = forwardedOf(office, session, call.request.peer, inventory);
  if (!forwarded) return failure(forwarded.error());
  const auto lastSeq = inventory_rows::lastSeq(session, terminalId);
  if (!lastSeq) return failure(lastSeq.error());
  return Ours{*received + *behind, std::move(*forwarded), *lastSeq};
}

void answerInventory(Office& office, const Call& call, const Reply& reply) {
  const auto read_ = read(office, call);
  if (const auto* refusal = std::get_if<Response>(&read_)) return reply(*refusal);
  const auto& inventory = std::get<model::Inventory>(read_);
  const Key key{call["terminal_id"], call["day"], model::contentDigest(call.request.body)};
  const QDateTime now = office.clock.now();
  Result<Ours> here;
  {
    const auto session = office.storage.reading();
    if (!session) return reply(office.failed(session.error()));
    const auto before = inventory_rows::answer(**session, key);
    if (!before) return reply(office.failed(before.error()));
    if (!before->isEmpty()) return reply(cmsResponse(*before));
    here = readOurs(office, **session, call, inventory);
  }
  if (!here && here.error().kind == Failure::Invalid) return reply(problem(Problem::BadRequest));
  if (!here) return reply(office.failed(here.error()));
  const auto answer = makeAnswer(office, key, inventory, *here, now);
  if (!answer) return reply(office.failed(answer.error()));
  keep(office, key, *answer, now, reply);
}

}  // namespace

QList<Route> inventoryRoutes(Office& office) {
  return {{"PUT", "/v1/terminals/{terminal_id}/inventories/{day}", Right::Terminal, kMaximumInventoryBytes,
           [&office](const Call& call, const Reply& reply) { answerInventory(office, call, reply); }}};
}

}  // namespace hall::gateway
