#pragma once
// Judges the text of a QR code without asking anybody. Bounded in memory and time whatever the text is. Pure but for
// the processor; thread: any.
#include "sync/credential/verdict.h"

namespace hall::credential {

constexpr qsizetype kLongestText = 16 * 1024;  // the largest QR code holds 4296 characters
constexpr qsizetype kLargestContent = 64 * 1024;

// True if the text begins like a signed credential, so that it is worth judging. The printed receipt code
// ("HALL1:R:…") is not one: no base45 of a zlib stream begins with "R:".
bool looksLikeCredential(QByteArrayView text);

// Without a list everything up to the signer is checked and nobody is known.
Verdict verify(QByteArrayView text, const TrustList* list, const QDateTime& at);

}  // namespace hall::credential
