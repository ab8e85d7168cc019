#include "sync/gateway/machine_routes.h"

#include <QJsonDocument>

#include "sync/base/identifier.h"
#include "sync/gateway/enrolment.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"
#include "sync/model/typed_code.h"

namespace hall::gateway {

namespace {

constexpr int kListDays = 7;  // until a list of called back certificates is no longer believed

QByteArray text(const QJsonObject& object, const char* field) {
  return object.value(QLatin1String(field)).toString().toUtf8();
}

Response admitted(const Office& office, const Admission& admission) {
  return jsonResponse(200,
                      {{QStringLiteral("terminal_id"), QString::fromLatin1(admission.machine.terminalId)},
                       {QStringLiteral("role"), QString::fromLatin1(name(admission.machine.role))},
                       {QStringLiteral("certificate"), QString::fromLatin1(admission.certificatePem)},
                       {QStringLiteral("authority"), QString::fromLatin1(office.line->authority().certificate().pem())},
                       {QStringLiteral("platform"), QString::fromLatin1(office.keys.certificatesPem())}});
}

std::optional<EnrolmentWish> wishOf(const Office& office, const QByteArray& body) {
  const QJsonObject asked = QJsonDocument::fromJson(body).object();
  const auto code = model::readTypedCode(text(asked, "code"), model::kEnrolmentSymbols);
  auto request = seal::CertificateRequest::fromPem(text(asked, "csr"));
  auto identity = seal::Certificate::fromPem(text(asked, "identity"));
  // The request proves that the asker holds the key; the identity must be of that key and of nobody else's name.
  if (!code || !request || !identity || !isIdentifier(identity->commonName()) || !identity->maySign() ||
      identity->keyFingerprint() != request->keyFingerprint()) {
    return std::nullopt;
  }
  return EnrolmentWish{office.line->codeHash(*code), std::move(*request), std::move(*identity)};
}

Response refusedOrFailed(const Office& office, const Error& error, const QJsonObject& who) {
  if (error.kind != Failure::Refused) return office.failed(error);
  QJsonObject detail = who;
  detail.insert(QStringLiteral("code"), QString::fromLatin1(error.code));
  office.log.event(Log::Level::Warning, "gateway.enrolment-refused", detail);
  return problem(Problem::EnrolmentRefused);
}

void takeIn(Office& office, const Call& call, const Reply& reply) {
  const auto wish = wishOf(office, call.request.body);
  if (!wish) return reply(problem(Problem::BadRequest));
  const QJsonObject who{{QStringLiteral("terminal"), QString::fromLatin1(wish->identity.commonName())},
                        {QStringLiteral("address"), QString::fromLatin1(call.request.peer.address)}};
  auto given = std::make_shared<Admission>();
  // A refusal is an answer and no failure: the transaction of the others who wait goes on.
  auto refused = std::make_shared<std::optional<Error>>();
  office.writer.add(
      [&office, given, refused, wish](Storage& storage) -> Result<void> {
        refused->reset();
        auto admission = enrol(storage, *office.line, *wish, office.clock.now());
        if (admission) {
          *given = std::move(*admission);
        } else if (admission.error().kind == Failure::Refused) {
          *refused = admission.error();
        } else {
          return failure(admission.error());
        }
        return {};
      },
      [&office, given, refused, who, reply](const Result<void>& done) {
        if (!done) return reply(office.failed(done.error()));
        if (*refused) return reply(refusedOrFailed(office, **refused, who));
        office.log.event(Log::Level::Info, "gateway.enrolled", who);
        reply(admitted(office, *given));
      });
}

void renewFor(Office& office, const Call& call, const Reply& reply) {
  const Peer& peer = call.request.peer;
  const auto request =
      seal::CertificateRequest::fromPem(text(QJsonDocument::fromJson(call.request.body).object(), "csr"));
  if (!request || peer.standing != Peer::Standing::Machine) return reply(problem(Problem::BadRequest));
  auto given = std::make_shared<Admission>();
  auto refused = std::make_shared<bool>(false);
  office.writer.add(
      [&office, given, refused, peer, request](Storage& storage) -> Result<void> {
        auto admission = renew(storage, *office.line, peer, *request, office.clock.now());
        *refused = !admission && admission.error().kind == Failure::Refused;
        if (!admission) return *refused ? Result<void>() : failure(admission.error());
        *given = std::move(*admission);
        return {};
      },
      [&office, given, refused, reply](const Result<void>& done) {
        if (!done) return reply(office.failed(done.error()));
        reply(*refused ? problem(Problem::Revoked) : admitted(office, *given));
      });
}

void tellAuthority(Office& office, const Call& /*call*/, const Reply& reply) {
  reply({200, "application/pem-certificate-chain", office.line->authority().certificate().pem(), {}, 0});
}

void tellRevoked(Office& office, const Call& /*call*/, const Reply& reply) {
  const QDateTime now = office.clock.now();
  const auto session = office.storage.reading();
  if (!session) return reply(office.failed(session.error()));
  const auto rows = MachineRows(**session).revoked(now);
  if (!rows) return reply(office.failed(rows.error()));
  QList<seal::CertificateAuthority::Revoked> revoked;
  for (const IssuedCertificate& one : *rows) revoked.append({one.serial, one.revokedAt});
  // Numbered by its second: a list only gets younger, whichever gateway makes it.
  const auto list =
      office.line->authority().revocationList(revoked, now.toSecsSinceEpoch(), now, now.addDays(kListDays));
  if (!list) return reply(office.failed(list.error()));
  reply({200, "application/pkix-crl", *list, {}, 0});
}

}  // namespace

QList<Route> machineRoutes(Office& office) {
  const auto with = [&office](void (*handler)(Office&, const Call&, const Reply&)) {
    return [&office, handler](const Call& call, const Reply& reply) { handler(office, call, reply); };
  };
  return {{"POST", "/v1/enrolments", Right::Anyone, kMaximumRequestBytes, with(takeIn)},
          {"POST", "/v1/certificates/renewals", Right::Machine, kMaximumRequestBytes, with(renewFor)},
          {"GET", "/v1/ca/certificate", Right::Anyone, kMaximumJsonBytes, with(tellAuthority)},
          {"GET", "/v1/ca/crl", Right::Anyone, kMaximumJsonBytes, with(tellRevoked)}};
}

}  // namespace hall::gateway
