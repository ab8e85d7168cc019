#pragma once
// The gateway's answer to an enrolment or a renewal, believed only as far as it fits what was asked. Thread: any.
#include "sync/engine/transport.h"
#include "sync/seal/key_pair.h"

namespace hall::identity {

struct Admission {
  seal::Certificate certificate;  // for the line
  seal::Certificate authority;    // that issued it
  QByteArray platformPem;
};

// Whom and which key it must be about.
struct Expected {
  QByteArray terminalId;
  QByteArray keyFingerprint;
  QByteArray authorityFingerprint;  // as Certificate::fingerprint
};

// Refused ("enrolment.refused": the code does not enrol this machine; "enrolment.revoked", "enrolment.over": the old
// certificate is no longer taken, a new code is needed); Busy ("enrolment.later"); Garbled ("enrolment.answer").
Result<Admission> readAdmission(const Result<engine::Response>& answer, const Expected& expected);

}  // namespace hall::identity
