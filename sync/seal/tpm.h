#pragma once
// A TPM 2.0 as the place of a private key: the file holds a blob that only that chip can use. By OpenSSL's tpm2
// provider (package tpm2-openssl); which chip, says TPM2OPENSSL_TCTI (default: the kernel's resource manager). Thread:
// any.
#include <QByteArray>
#include <memory>

#include "sync/base/result.h"

struct evp_pkey_st;

namespace hall::seal {

// Unsupported ("tpm.provider"): the provider is not installed.
Result<void> checkTpm();

// Whether a PEM text holds such a blob.
bool isTpmKey(const QByteArray& pem);

// For the sources of this room: a key that signs in the chip and is otherwise like any other. Errors: as above;
// Disconnected ("tpm.key"): no chip, or not the one that made the blob.
Result<std::shared_ptr<evp_pkey_st>> makeTpmKey();
Result<std::shared_ptr<evp_pkey_st>> openTpmKey(const QByteArray& pem);
// Empty: the key is not of a TPM.
QByteArray tpmKeyPem(evp_pkey_st* key);

}  // namespace hall::seal
