#pragma once
// DER (X.690) written from its end to its beginning, so that each length is known when it is written and nothing is
// ever copied: what was put in stands in the result and nowhere else. Thread: one at a time.
#include <QByteArray>

#include "sync/seal/der_pull.h"

namespace hall::seal {

class DerBuild {
 public:
  // Room for so many bytes at least, heads included (5 bytes each at most).
  explicit DerBuild(qsizetype atLeast) : m_bytes(atLeast, '\0'), m_begin(atLeast) {}

  void put(QByteArrayView piece);
  void put(std::string_view piece) { put(QByteArrayView(piece.data(), static_cast<qsizetype>(piece.size()))); }
  // From here to the end of what is wrapped: a mark is taken before the last piece of an element is put.
  [[nodiscard]] qsizetype mark() const { return m_begin; }
  void wrap(DerTag tag, qsizetype mark);

  // Empty if there was too little room. Only once.
  QByteArray take();

 private:
  QByteArray m_bytes;
  qsizetype m_begin;
  bool m_failed = false;
};

}  // namespace hall::seal
