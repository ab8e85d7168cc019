#pragma once
// The algorithms, in one table: what is made uses the default suite, and certificates and signatures are admitted only
// if their curve and digest stand here, so nobody can talk us down to weak ones. Another suite (SM2, SM3, SM4) joins
// as one more line. Thread: any.
#include <QByteArrayView>
#include <span>

namespace hall::seal {

struct Suite {
  const char* name;    // as settings and certificates write it
  const char* curve;   // of signing and of key agreement
  const char* digest;  // of signatures and of the key derivation
  const char* cipher;  // of the content; must be authenticated (AEAD)
};

std::span<const Suite> suites();
const Suite& defaultSuite();

}  // namespace hall::seal
