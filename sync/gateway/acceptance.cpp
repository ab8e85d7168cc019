#include "sync/gateway/acceptance.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "sync/base/wipe.h"
#include "sync/seal/cms.h"

namespace hall::gateway {

namespace {

bool isText(const QJsonObject& header, const char* field, const QByteArray& wanted) {
  return header.value(QLatin1String(field)).toString().toUtf8() == wanted;
}

bool listsAttachments(const QJsonArray& described, const QList<model::Part>& attachments) {
  if (described.size() != attachments.size()) return false;
  for (qsizetype i = 0; i < attachments.size(); ++i) {
    const QJsonObject one = described.at(i).toObject();
    if (!isText(one, "digest", attachments[i].digest) ||
        one.value(QStringLiteral("size")).toInteger(-1) != attachments[i].size) {
      return false;
    }
  }
  return true;
}

bool agrees(const QJsonObject& header, const Announcement& a) {
  return header.value(QStringLiteral("protocol")).toInt() == 1 && isText(header, "submission_id", a.submissionId) &&
         isText(header, "case_id", a.caseId) && isText(header, "terminal_id", a.terminalId) &&
         header.value(QStringLiteral("terminal_seq")).toInteger(-1) == a.terminalSeq &&
         listsAttachments(header.value(QStringLiteral("attachments")).toArray(), a.parts.mid(1));
}

Result<QByteArray> openAs(const QByteArray& envelope, const PlatformKeys& keys, const QByteArray& signerPem) {
  const auto signer = seal::Certificate::fromPem(signerPem);
  if (!signer) return failure(signer.error());
  return seal::openEnvelope(envelope, keys.encryption(), *signer);
}

}  // namespace

Result<QByteArray> openSubmission(Storage& storage, const PlatformKeys& keys, const Announcement& announcement) {
  const auto pem = storage.terminalCertificate(announcement.terminalId);
  if (!pem) return pem;
  const auto envelope = storage.part(announcement.submissionId, announcement.parts.value(0).digest);
  if (!envelope) return envelope;
  auto content = openAs(*envelope, keys, *pem);
  if (content || content.error().kind != Failure::Invalid) return content;
  // The terminal may have got another key since; what was received was verified when it came.
  const auto record = storage.find(announcement.submissionId);
  if (!record) return failure(record.error());
  if (!record->received()) return content;
  const auto former = storage.formerCertificates(announcement.terminalId);
  if (!former) return failure(former.error());
  for (const QByteArray& one : *former) {
    auto opened = openAs(*envelope, keys, one);
    if (opened) return opened;
  }
  return content;
}

std::optional<Response> refusal(TerminalCertificates& certificates, const PlatformKeys& keys,
                                const Announcement& announcement, const QByteArray& envelope) {
  auto terminal = certificates.find(announcement.terminalId);
  if (!terminal) {
    return terminal.error().kind == Failure::NotFound ? problem(Problem::NotAdmitted) : problem(terminal.error());
  }
  // Of an envelope alone, the digest of the submission is that of the part, which was computed already.
  const QByteArray digest = announcement.parts.size() == 1
                                ? announcement.parts.first().digest
                                : model::submissionDigest(envelope, announcement.parts.mid(1));
  if (digest != announcement.digest) {
    return problem(Problem::HeaderDiffers);
  }
  auto content = seal::openEnvelope(envelope, keys.encryption(), *terminal);
  if (!content && content.error().kind == Failure::Invalid) {
    // The terminal may have a new certificate that was not read yet.
    terminal = certificates.findAnew(announcement.terminalId);
    if (terminal) content = seal::openEnvelope(envelope, keys.encryption(), *terminal);
  }
  if (!content) {
    return content.error().kind == Failure::Invalid ? problem(Problem::EnvelopeRefused) : problem(content.error());
  }
  const QJsonObject header = QJsonDocument::fromJson(*content).object().value(QStringLiteral("header")).toObject();
  wipe(*content);
  if (!agrees(header, announcement)) return problem(Problem::HeaderDiffers);
  return std::nullopt;
}

}  // namespace hall::gateway
