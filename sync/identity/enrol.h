#pragma once
// A machine comes in: with a one-time code and the authority's fingerprint, as a person read both from the gateway's
// screen. The authority is believed by its fingerprint alone, before the code is sent anywhere. Blocking.
#include "sync/base/clock.h"
#include "sync/seal/terminal_key.h"

namespace hall::identity {

struct EnrolWish {
  QByteArray gateway;  // "https://hall.example:8443"
  QString data;        // the machine's folder; its keys are made in it if there are none
  QByteArray code;     // both as typed
  QByteArray fingerprint;
  seal::KeyPlace place = seal::KeyPlace::File;
};

// Gives the terminal id. May be repeated with the same code: a lost answer costs nothing. Besides readAdmission's
// errors: Invalid ("code.mistyped"), Refused ("enrolment.authority": that is another gateway), Conflict
// ("enrolment.platform": this folder belongs to another platform), Invalid ("enrolment.https": the address is not
// https).
Result<QByteArray> enrol(const EnrolWish& wish, const Clock& clock);

}  // namespace hall::identity
