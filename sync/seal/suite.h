#pragma once
// The algorithms, in one table. A message names its own algorithms; `accepts` in cms.cpp admits only those of a suite,
// so nobody can talk us down to a weak one. Another suite (SM2, SM3, SM4) joins as one more line. Thread: any.
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
