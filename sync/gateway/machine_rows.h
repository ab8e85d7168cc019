#pragma once
// The machines that were enrolled, the codes they were enrolled with, and the certificates they were given, as rows of
// one session. A code is kept as its keyed hash alone. NotFound: "gateway.unknown".
#include <QDateTime>

#include "sync/gateway/message.h"
#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway {

struct EnrolmentCode {
  QByteArray hash;
  QByteArray name;  // as people call the machine
  Role role = Role::Kiosk;
  QDateTime expiresAt;
  // Once it is used:
  QByteArray terminalId{};
  QByteArray keyFingerprint{};
  QByteArray serial{};
};

struct Machine {
  QByteArray terminalId;
  QByteArray name;
  Role role = Role::Kiosk;
  QDateTime enrolledAt;
  QDateTime revokedAt{};  // invalid: not
  QByteArray revokedReason{};
  QDateTime notAfter{};  // of its newest certificate
};

struct IssuedCertificate {
  QByteArray serial;
  QByteArray terminalId;
  QByteArray pem;
  QDateTime issuedAt;
  QDateTime notAfter;
  QDateTime revokedAt{};  // invalid: not
};

// What a shown certificate is worth now.
struct Standing {
  QByteArray terminalId;
  Role role = Role::None;  // as the machine was enrolled last
  bool revoked = false;    // the certificate, or the machine with all it was ever given
};

class MachineRows {
 public:
  explicit MachineRows(sql::SqlSession& session) : m_session(session) {}

  Result<void> addCode(const EnrolmentCode& code, const QDateTime& now);
  Result<EnrolmentCode> code(const QByteArray& hash);
  // False: somebody has used it meanwhile.
  Result<bool> useCode(const EnrolmentCode& used, const QDateTime& now);

  // Enrolled anew, with its name and role of now; a revocation of before is over, and so are its certificates of
  // before.
  Result<void> enrol(const Machine& machine);
  Result<QList<Machine>> machines();  // by time of enrolment
  // How many certificates were called back; NotFound if it is no machine.
  Result<int> revoke(const QByteArray& terminalId, const QByteArray& reason, const QDateTime& now);

  Result<Standing> standing(const QByteArray& serial);
  // The same, inside a transaction whose end a revocation, or an enrolment anew, at any gateway has to wait for.
  Result<Standing> lockStanding(const QByteArray& terminalId, const QByteArray& serial);

  Result<void> addCertificate(const IssuedCertificate& certificate);
  Result<IssuedCertificate> certificate(const QByteArray& serial);
  Result<QList<IssuedCertificate>> revoked(const QDateTime& stillValidAt);

 private:
  sql::SqlSession& m_session;
};

}  // namespace hall::gateway
