#include "sync/model/submission.h"

#include <QCryptographicHash>
#include <array>
#include <utility>

namespace hall::model {

namespace {
constexpr std::array<std::pair<SubmissionState, const char*>, 12> kNames{{
    {SubmissionState::Sealed, "SEALED"},
    {SubmissionState::SendingParts, "SENDING_PARTS"},
    {SubmissionState::Committing, "COMMITTING"},
    {SubmissionState::InDoubt, "IN_DOUBT"},
    {SubmissionState::Received, "RECEIVED"},
    {SubmissionState::Accepted, "ACCEPTED"},
    {SubmissionState::NeedsSupplement, "NEEDS_SUPPLEMENT"},
    {SubmissionState::Refused, "REFUSED"},
    {SubmissionState::DuplicateOf, "DUPLICATE_OF"},
    {SubmissionState::Held, "HELD"},
    {SubmissionState::Purgeable, "PURGEABLE"},
    {SubmissionState::Purged, "PURGED"},
}};
}  // namespace

QByteArray name(SubmissionState state) {
  for (const auto& [value, text] : kNames) {
    if (value == state) return text;
  }
  return {};
}

std::optional<SubmissionState> submissionState(QByteArrayView text) {
  for (const auto& [value, known] : kNames) {
    if (text == known) return value;
  }
  return std::nullopt;
}

QByteArray contentDigest(const QByteArray& bytes) {
  return "sha-256:" + QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

QByteArray submissionDigest(const QByteArray& envelope, const QList<Part>& attachments) {
  QCryptographicHash hash(QCryptographicHash::Sha256);
  hash.addData(envelope);
  for (const Part& part : attachments) {
    hash.addData(QByteArray::fromHex(part.digest.mid(8)));
  }
  return "sha-256:" + hash.result().toHex();
}

}  // namespace hall::model
