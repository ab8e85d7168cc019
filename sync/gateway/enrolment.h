#pragma once
// Enrolment and renewal as changes of the rows, inside the writer's transaction. Both may be repeated: the same code
// with the same key gives the same certificate again, as long as the code is valid.
#include "sync/gateway/machine_rows.h"
#include "sync/gateway/office.h"
#include "sync/seal/certificate_request.h"

namespace hall::gateway {

struct Admission {
  Machine machine;
  QByteArray certificatePem;
};

// What a machine asks for with its code.
struct EnrolmentWish {
  QByteArray codeHash;
  seal::CertificateRequest request;
  seal::Certificate identity;  // what its envelopes will be signed with; of the request's key
};

// Refused: "enrolment.code" (no such one), "enrolment.expired", "enrolment.used" (by another key), "enrolment.taken"
// (this terminal id belongs to another key).
Result<Admission> enrol(Storage& storage, const LineKeys& line, const EnrolmentWish& wish, const QDateTime& now);

// A further certificate for a machine that the line knows, for this key or a new one, in its role of now. Refused
// ("enrolment.revoked"): called back, even if that was after the request had begun.
Result<Admission> renew(Storage& storage, const LineKeys& line, const Peer& peer,
                        const seal::CertificateRequest& request, const QDateTime& now);

}  // namespace hall::gateway
