#include "sync/gateway/enrolment.h"

namespace hall::gateway {

namespace {

Result<IssuedCertificate> issue(MachineRows& rows, const LineKeys& line, const seal::CertificateRequest& request,
                                const Machine& machine, const QDateTime& now) {
  const auto certificate =
      line.authority().issueTerminal(request, machine.terminalId, name(machine.role), now, kCertificateLife);
  if (!certificate) return failure(certificate.error());
  IssuedCertificate issued{certificate->serial(), machine.terminalId, certificate->pem(), now, certificate->notAfter()};
  if (auto added = rows.addCertificate(issued); !added) return failure(added.error());
  return issued;
}

bool submits(Role role) {
  return role == Role::Kiosk || role == Role::Counter || role == Role::Gateway;
}

// Nobody may take over a terminal that has another key, not even with a code of his own.
Result<void> admitFirstKey(Storage& storage, Role role, const EnrolmentWish& wish, const QDateTime& now) {
  const QByteArray terminalId = wish.identity.commonName();
  const auto present =
      submits(role) ? storage.introduce(terminalId, wish.identity.pem(), now) : storage.terminalCertificate(terminalId);
  if (!present) return present.error().kind == Failure::NotFound ? Result<void>() : failure(present.error());
  const auto known = seal::Certificate::fromPem(*present);
  if (!known || known->keyFingerprint() != wish.identity.keyFingerprint()) {
    return failure(Failure::Refused, "enrolment.taken");
  }
  return submits(role) ? storage.admit(terminalId, wish.identity.pem(), now) : Result<void>();
}

}  // namespace

Result<Admission> enrol(Storage& storage, const LineKeys& line, const EnrolmentWish& wish, const QDateTime& now) {
  MachineRows rows(storage.writing());
  auto code = rows.code(wish.codeHash);
  if (!code && code.error().kind == Failure::NotFound) return failure(Failure::Refused, "enrolment.code");
  if (!code) return failure(code.error());
  if (code->expiresAt < now) return failure(Failure::Refused, "enrolment.expired");
  const Machine machine{wish.identity.commonName(), code->name, code->role, now};
  if (!code->serial.isEmpty()) {
    if (code->keyFingerprint != wish.request.keyFingerprint() || code->terminalId != machine.terminalId) {
      return failure(Failure::Refused, "enrolment.used");
    }
    const auto given = rows.certificate(code->serial);
    if (!given) return failure(given.error());
    if (given->revokedAt.isValid()) return failure(Failure::Refused, "enrolment.used");
    return Admission{machine, given->pem};
  }
  if (auto unowned = admitFirstKey(storage, machine.role, wish, now); !unowned) return failure(unowned.error());
  if (auto enrolled = rows.enrol(machine); !enrolled) return failure(enrolled.error());
  const auto issued = issue(rows, line, wish.request, machine, now);
  if (!issued) return failure(issued.error());
  code->terminalId = machine.terminalId;
  code->keyFingerprint = wish.request.keyFingerprint();
  code->serial = issued->serial;
  const auto used = rows.useCode(*code, now);
  if (!used) return failure(used.error());
  if (!*used) return failure(Failure::Busy, "sql.busy");  // another gateway was quicker: look again
  return Admission{machine, issued->pem};
}

Result<Admission> renew(Storage& storage, const LineKeys& line, const Peer& peer,
                        const seal::CertificateRequest& request, const QDateTime& now) {
  MachineRows rows(storage.writing());
  const auto standing = rows.lockStanding(peer.terminalId, peer.serial);
  if (!standing) return failure(standing.error());
  if (standing->revoked || standing->terminalId != peer.terminalId) {
    return failure(Failure::Refused, "enrolment.revoked");
  }
  const Machine machine{peer.terminalId, {}, standing->role, now};
  const auto issued = issue(rows, line, request, machine, now);
  if (!issued) return failure(issued.error());
  return Admission{machine, issued->pem};
}

}  // namespace hall::gateway
