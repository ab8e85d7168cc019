#include "sync/gateway/problem.h"

#include <QJsonDocument>
#include <array>

namespace hall::gateway {

namespace {
struct Row {
  Problem which;
  int status;
  const char* type;
  const char* title;
};
// std::to_array counts the rows, so that two who append one each do not meet in a number.
constexpr auto kRows = std::to_array<Row>({
    {Problem::BadRequest, 400, "bad-request", "The request is not in the agreed form"},
    {Problem::NotFound, 404, "not-found", "There is nothing under this path"},
    {Problem::MethodNotAllowed, 405, "method-not-allowed", "This path does not take this method"},
    {Problem::UnknownSubmission, 404, "unknown-submission", "This submission was never announced here"},
    {Problem::UnknownPart, 404, "unknown-part", "The announcement does not name this part"},
    {Problem::DigestConflict, 409, "digest-conflict", "This submission is known with another digest"},
    {Problem::SequenceConflict, 409, "sequence-conflict", "This terminal has used the number for another submission"},
    {Problem::OffsetConflict, 409, "offset-conflict", "The piece does not begin where the part ends"},
    {Problem::PartDiffers, 400, "part-differs", "The bytes differ from the announced part"},
    {Problem::NotAdmitted, 403, "not-admitted", "This terminal is not admitted"},
    {Problem::EnvelopeRefused, 422, "envelope-refused", "The envelope does not open or is not signed by the terminal"},
    {Problem::HeaderDiffers, 422, "header-differs", "The sealed header contradicts the announcement"},
    {Problem::LeaseHeld, 409, "lease-held", "Another channel works on this case"},
    {Problem::LeaseLost, 409, "lease-lost", "The lease has gone to another since"},
    {Problem::UnknownCase, 404, "unknown-case", "Nothing of this case is here"},
    {Problem::UnknownRevision, 409, "unknown-revision", "The decision is about a revision that is not here"},
    {Problem::RevisionDiffers, 422, "revision-differs", "The name is not that of this content and its parents"},
    {Problem::DecisionConflict, 409, "decision-conflict", "This decision is known with another content"},
    {Problem::OtherService, 409, "other-service", "This case is of another service"},
    {Problem::TooManyBranches, 409, "too-many-branches",
     "A clerk has to decide first between what stands side by side"},
    {Problem::UnknownCursor, 400, "unknown-cursor", "This cursor is not of this list; begin from the start"},
    {Problem::TooLarge, 413, "too-large", "The body is larger than allowed"},
    {Problem::HeadersTooLarge, 431, "headers-too-large", "The header fields are larger than allowed"},
    {Problem::TooManyRequests, 429, "too-many-requests", "This terminal has announced too much that is not committed"},
    {Problem::NoCertificate, 403, "no-certificate", "This needs the certificate of an enrolled machine"},
    {Problem::CertificateExpired, 403, "certificate-expired", "The machine's certificate is over"},
    {Problem::Revoked, 403, "revoked", "This machine was called back"},
    {Problem::NotYours, 403, "not-yours", "This belongs to another terminal"},
    {Problem::NotPermitted, 403, "not-permitted", "A machine of this role may not do that"},
    {Problem::EnrolmentRefused, 403, "enrolment-refused", "This code does not enrol this machine"},
    {Problem::Unavailable, 503, "unavailable", "The gateway cannot store at the moment"},
});
constexpr int kRetryAfterSeconds = 5;

const Row& rowOf(Problem which) {
  for (const Row& row : kRows) {
    if (row.which == which) return row;
  }
  return kRows.back();
}
}  // namespace

Response jsonResponse(int status, const QJsonObject& body) {
  return {status, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact), {}, 0};
}

Response emptyResponse() {
  return {204, {}, {}, {}, 0};
}

QByteArray typeOf(Problem which) {
  return QByteArray("urn:hall:problem:") + rowOf(which).type;
}

Response problem(Problem which) {
  const Row& row = rowOf(which);
  Response response =
      jsonResponse(row.status, {{QStringLiteral("type"), QStringLiteral("urn:hall:problem:") + QLatin1String(row.type)},
                                {QStringLiteral("title"), QLatin1String(row.title)},
                                {QStringLiteral("status"), row.status}});
  response.contentType = "application/problem+json";
  if (row.status == 503 || row.status == 429) response.retryAfterSeconds = kRetryAfterSeconds;
  return response;
}

Response problem(const Error& error) {
  if (error.code == "gateway.digest-conflict") return problem(Problem::DigestConflict);
  if (error.code == "gateway.sequence-conflict") return problem(Problem::SequenceConflict);
  if (error.code == "gateway.quota") return problem(Problem::TooManyRequests);
  if (error.kind == Failure::NotFound) return problem(Problem::UnknownSubmission);
  return problem(Problem::Unavailable);
}

}  // namespace hall::gateway
