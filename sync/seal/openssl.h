#pragma once
// Owners for OpenSSL's objects, for the sources of this room only.
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <QByteArray>
#include <memory>

#include "sync/base/result.h"

namespace hall::seal::openssl {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
inline void freeStack(STACK_OF(X509) * stack) {
  sk_X509_free(stack);  // the certificates in it belong to others
}

using Bio = std::unique_ptr<BIO, Freer<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Freer<CMS_ContentInfo_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY_free>>;
using X509Ptr = std::unique_ptr<X509, Freer<X509_free>>;
using X509List = std::unique_ptr<STACK_OF(X509), Freer<freeStack>>;

// A source over bytes that must outlive it.
Bio reader(const QByteArray& bytes);
// A sink that overwrites what it held when it is freed.
Bio secureSink();
QByteArray contents(BIO* sink);

// Takes OpenSSL's error queue into the detail: library and reason only, never data.
tl::unexpected<Error> refusal(Failure kind, QByteArray code);

}  // namespace hall::seal::openssl
