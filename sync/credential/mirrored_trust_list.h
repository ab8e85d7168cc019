#pragma once
// The trust list as it lies on a terminal: one file, the JSON inside a CMS signature (RFC 5652, attached) of the root
// whose certificate the terminal was given when it was set up. `openssl cms -verify` opens it too. One file, so that
// list and signature can never be of two days. Thread: one writer per path; readers see the old or the new, whole.
#include <QString>

#include "sync/credential/trust_list.h"
#include "sync/seal/cms.h"

namespace hall::credential {

// Invalid: not signed by `root` ("cms.…") or no list of ours ("trust-list.…").
Result<TrustList> openTrustList(const QByteArray& message, const seal::Certificate& root);
// As above from a file; also NotFound, Denied, Corrupt.
Result<TrustList> loadTrustList(const QString& path, const seal::Certificate& root);
// Verifies the message, holds it against the present file by mayReplace, and puts it in its place. If there is no
// present file, or it does not open, nothing is known of its number and the message is taken. Errors of both, Full.
Result<TrustList> replaceTrustList(const QString& path, const QByteArray& message, const seal::Certificate& root);

Result<QByteArray> signTrustList(const QByteArray& json, const seal::KeyPair& root);

}  // namespace hall::credential
