#include "sync/gateway/cases/case_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

#include "sync/base/clock.h"
#include "sync/base/identifier.h"
#include "sync/gateway/announcement_json.h"
#include "sync/gateway/cases/limits.h"
#include "sync/model/answer.h"

namespace hall::gateway::cases {

namespace {

QByteArray text(const QJsonObject& json, const char* name) {
  return json.value(QLatin1String(name)).toString().toUtf8();
}

QString shown(const QByteArray& bytes) {
  return QString::fromUtf8(bytes);
}

// As in the journal of a terminal: letters, digits and ".-_".
bool isClerk(const QByteArray& name) {
  return !name.isEmpty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
           c == '_';
  });
}

QJsonArray namesOf(const QList<model::FieldDifference>& fields) {
  QJsonArray names;
  for (const auto& one : fields) names.append(shown(one.field));
  return names;
}

// What a revision and a decision have in common.
std::optional<Revision> common(const QByteArray& caseId, const QJsonObject& json) {
  Revision revision;
  revision.caseId = caseId;
  revision.holder = text(json, "holder");
  revision.channel = text(json, "channel");
  revision.fencing = json.value(QStringLiteral("fencing")).toInteger();
  const auto sealed = QByteArray::fromBase64Encoding(text(json, "content"), QByteArray::AbortOnBase64DecodingErrors);
  if (!isIdentifier(revision.holder) || !model::channel(revision.channel) || revision.fencing < 0 ||
      sealed.decodingStatus != QByteArray::Base64DecodingStatus::Ok || sealed.decoded.isEmpty()) {
    return std::nullopt;
  }
  revision.sealed = sealed.decoded;
  return revision;
}

}  // namespace

std::optional<LeaseBody> leaseFromJson(const QByteArray& body) {
  const QJsonObject json = QJsonDocument::fromJson(body).object();
  const LeaseBody lease{text(json, "holder"),
                        text(json, "channel"),
                        std::chrono::seconds(json.value(QStringLiteral("seconds")).toInteger(-1)),
                        json.value(QStringLiteral("fencing")).toInteger(0),
                        text(json, "hand_to"),
                        text(json, "clerk")};
  const bool gives = lease.duration.count() == 0 || !lease.handTo.isEmpty();
  const bool fits = isIdentifier(lease.holder) && model::channel(lease.channel) && lease.duration.count() >= 0 &&
                    lease.duration <= kLongestLease && (lease.handTo.isEmpty() || isIdentifier(lease.handTo)) &&
                    (lease.clerk.isEmpty() || (isClerk(lease.clerk) && !gives)) && (!gives || lease.fencing > 0) &&
                    (lease.handTo.isEmpty() || lease.duration.count() > 0);
  return fits ? std::optional(lease) : std::nullopt;
}

std::optional<Revision> revisionFromJson(const QByteArray& caseId, const QByteArray& draftRev, const QByteArray& body) {
  const QJsonObject json = QJsonDocument::fromJson(body).object();
  auto revision = common(caseId, json);
  const QByteArray parent = text(json, "parent_rev");
  if (!revision || (!parent.isEmpty() && !isDigest(parent))) return std::nullopt;
  revision->draftRev = draftRev;
  if (!parent.isEmpty()) revision->parents = {parent};
  return revision;
}

std::optional<Revision> decisionFromJson(const QByteArray& caseId, const QByteArray& body) {
  const QJsonObject json = QJsonDocument::fromJson(body).object();
  auto revision = common(caseId, json);
  if (!revision) return std::nullopt;
  revision->draftRev = text(json, "draft_rev");
  revision->clerk = text(json, "clerk");
  for (const QJsonValue& parent : json.value(QStringLiteral("parents")).toArray()) {
    revision->parents.append(parent.toString().toLatin1());
  }
  const auto& parents = revision->parents;
  const bool fits = isDigest(revision->draftRev) && isClerk(revision->clerk) && !parents.isEmpty() &&
                    parents.size() <= kMaximumParents &&
                    std::ranges::all_of(parents, [](const QByteArray& parent) { return isDigest(parent); });
  return fits ? revision : std::nullopt;
}

QJsonObject toJson(const Lease& lease, std::chrono::milliseconds remaining, const QDateTime& now) {
  return {{QStringLiteral("fencing"), lease.fencing},
          {QStringLiteral("holder"), shown(lease.holder)},
          {QStringLiteral("channel"), shown(lease.channel)},
          {QStringLiteral("seconds"), static_cast<qint64>(remaining.count() / 1000)},
          {QStringLiteral("expires_at"), shown(rfc3339(now.addMSecs(remaining.count())))}};
}

QJsonObject toJson(const Revision& revision) {
  QJsonArray parents;
  for (const QByteArray& parent : revision.parents) parents.append(shown(parent));
  QJsonObject json{
      {QStringLiteral("draft_rev"), shown(revision.draftRev)}, {QStringLiteral("parents"), parents},
      {QStringLiteral("holder"), shown(revision.holder)},      {QStringLiteral("channel"), shown(revision.channel)},
      {QStringLiteral("fencing"), revision.fencing},           {QStringLiteral("at"), shown(rfc3339(revision.at))}};
  if (!revision.clerk.isEmpty()) json.insert(QStringLiteral("clerk"), shown(revision.clerk));
  return json;
}

QJsonObject appliedJson(const Revision& revision) {
  return {{QStringLiteral("state"), QStringLiteral("fast-forward")},
          {QStringLiteral("draft_rev"), shown(revision.draftRev)}};
}

QJsonObject keptJson(const Beside& beside) {
  QJsonObject json = outline(beside);
  json.insert(QStringLiteral("state"), QStringLiteral("branch"));
  const QByteArray& head = beside.revision.headThen;
  if (!head.isEmpty()) json.insert(QStringLiteral("head"), shown(head));
  return json;
}

QJsonObject outline(const Beside& beside) {
  QJsonObject json = toJson(beside.revision);
  json.insert(QStringLiteral("reason"), shown(beside.revision.reason));
  json.insert(QStringLiteral("conflict"), shown(name(beside.comparison.conflict)));
  json.insert(QStringLiteral("fields"), namesOf(beside.comparison.fields));
  if (!beside.ancestor.isEmpty()) json.insert(QStringLiteral("ancestor"), shown(beside.ancestor));
  return json;
}

QJsonObject sideBySide(const Beside& beside) {
  QJsonArray fields;
  for (const auto& one : beside.comparison.fields) {
    QJsonObject field{{QStringLiteral("field"), shown(one.field)},
                      {QStringLiteral("changed"), shown(name(one.changed))}};
    if (one.ancestor) field.insert(QStringLiteral("ancestor"), model::toJson(*one.ancestor));
    if (one.head) field.insert(QStringLiteral("head"), model::toJson(*one.head));
    if (one.branch) field.insert(QStringLiteral("branch"), model::toJson(*one.branch));
    fields.append(field);
  }
  QJsonObject json{{QStringLiteral("draft_rev"), shown(beside.revision.draftRev)},
                   {QStringLiteral("conflict"), shown(name(beside.comparison.conflict))},
                   {QStringLiteral("fields"), fields},
                   {QStringLiteral("content"), model::toJson(beside.content)}};
  if (beside.comparison.proposal) {
    json.insert(QStringLiteral("proposal"), model::toJson(*beside.comparison.proposal));
  }
  return json;
}

}  // namespace hall::gateway::cases
