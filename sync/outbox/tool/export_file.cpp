#include "sync/outbox/tool/export_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "sync/base/durable_file.h"

namespace hall::outbox {

Result<QByteArray> exportBytes(const Outbox& box, const model::Submission& s) {
  QJsonArray parts;
  QByteArray contents;
  for (const model::Part& part : s.parts) {
    const auto bytes = box.partBytes(s.submissionId, part.digest);
    if (!bytes) return bytes;
    parts.append(
        QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(part.digest)}, {QStringLiteral("size"), part.size}});
    contents += *bytes;
  }
  const QJsonObject head{{QStringLiteral("format"), QStringLiteral("hall-outbox-export-1")},
                         {QStringLiteral("submission_id"), QString::fromLatin1(s.submissionId)},
                         {QStringLiteral("case_id"), QString::fromLatin1(s.caseId)},
                         {QStringLiteral("terminal_id"), QString::fromLatin1(box.terminalId())},
                         {QStringLiteral("terminal_seq"), s.terminalSeq},
                         {QStringLiteral("digest"), QString::fromLatin1(s.digest)},
                         {QStringLiteral("sealed_at"), QString::fromLatin1(rfc3339(s.sealedAt))},
                         {QStringLiteral("parts"), parts}};
  return QJsonDocument(head).toJson(QJsonDocument::Compact) + '\n' + contents;
}

Result<void> verifyExport(const QByteArray& bytes) {
  const qsizetype end = bytes.indexOf('\n');
  const QJsonObject head = QJsonDocument::fromJson(bytes.left(end)).object();
  QList<model::Part> parts;
  QByteArray envelope;
  qsizetype at = end + 1;
  const QJsonArray described = head.value(QStringLiteral("parts")).toArray();
  for (const QJsonValue& value : described) {
    const QJsonObject one = value.toObject();
    const model::Part part{one.value(QStringLiteral("digest")).toString().toLatin1(),
                           one.value(QStringLiteral("size")).toInteger(-1)};
    const QByteArray content = bytes.mid(at, part.size);
    if (content.size() != part.size || model::contentDigest(content) != part.digest) {
      return failure(Failure::Corrupt, "export.differs");
    }
    if (parts.isEmpty()) envelope = content;
    parts.append(part);
    at += part.size;
  }
  const QByteArray digest = head.value(QStringLiteral("digest")).toString().toLatin1();
  const bool whole = !parts.isEmpty() && at == bytes.size();
  if (!whole || model::submissionDigest(envelope, parts.mid(1)) != digest) {
    return failure(Failure::Corrupt, "export.differs");
  }
  return {};
}

Result<void> writeExport(const QString& path, const QByteArray& bytes) {
  if (QFile::exists(path)) return failure(Failure::Conflict, "export.exists");
  if (auto written = writeDurably(path, bytes, 0600); !written) return written;
  // From the medium, not from the memory that it was written from.
  const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
  if (descriptor >= 0) {
    ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
    ::close(descriptor);
  }
  const auto back = readWholeFile(path, bytes.size());
  if (!back) return failure(back.error());
  if (*back != bytes) return failure(Failure::Corrupt, "export.differs");
  return verifyExport(*back);
}

}  // namespace hall::outbox
