#pragma once
// Random bits as a person reads them from one screen and types them on another: groups of four of Crockford's 32
// characters, the last one a check that finds every single wrong character and nearly every two that changed places.
// Pure; thread: any.
#include <QByteArray>

#include "sync/base/result.h"

namespace hall::model {

// The first 5 * `symbols` bits of `bytes`, which must hold as many.
QByteArray typedCode(const QByteArray& bytes, int symbols);

// What was typed, in one agreed form without groups and check: small letters, spaces, dashes, O for 0 and I or L for 1
// do not matter. Invalid ("code.mistyped").
Result<QByteArray> readTypedCode(const QByteArray& text, int symbols);

// An enrolment code: 95 bits. The fingerprint of an authority: 135 bits of SHA-256.
constexpr int kEnrolmentSymbols = 19;
constexpr int kFingerprintSymbols = 27;

}  // namespace hall::model
