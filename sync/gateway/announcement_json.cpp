#include "sync/gateway/announcement_json.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>

#include "sync/base/identifier.h"
#include "sync/gateway/limits.h"

namespace hall::gateway {

bool isDigest(QByteArrayView text) {
  constexpr QByteArrayView kPrefix = "sha-256:";
  return text.size() == kPrefix.size() + 64 && text.startsWith(kPrefix) &&
         std::ranges::all_of(text.sliced(kPrefix.size()),
                             [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<Announcement> announcementFromJson(const QByteArray& submissionId, const QByteArray& body) {
  const QJsonObject json = QJsonDocument::fromJson(body).object();
  Announcement a{submissionId,
                 json.value(QStringLiteral("case_id")).toString().toLatin1(),
                 json.value(QStringLiteral("terminal_id")).toString().toLatin1(),
                 json.value(QStringLiteral("terminal_seq")).toInteger(),
                 json.value(QStringLiteral("digest")).toString().toLatin1(),
                 {}};
  const QJsonArray parts = json.value(QStringLiteral("parts")).toArray();
  if (!isIdentifier(a.caseId) || !isIdentifier(a.terminalId) || a.terminalSeq < 1 || !isDigest(a.digest) ||
      parts.isEmpty() || parts.size() > kMaximumParts) {
    return std::nullopt;
  }
  for (const QJsonValue& value : parts) {
    const QJsonObject one = value.toObject();
    const model::Part part{one.value(QStringLiteral("digest")).toString().toLatin1(),
                           one.value(QStringLiteral("size")).toInteger(-1)};
    if (!isDigest(part.digest) || part.size < 0 || part.size > kMaximumPartBytes) return std::nullopt;
    a.parts.append(part);
  }
  return a;
}

}  // namespace hall::gateway
