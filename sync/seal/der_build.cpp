#include "sync/seal/der_build.h"

#include <algorithm>
#include <array>

namespace hall::seal {

void DerBuild::put(QByteArrayView piece) {
  if (m_failed || piece.size() > m_begin) {
    m_failed = true;
    return;
  }
  m_begin -= piece.size();
  std::ranges::copy(piece, m_bytes.begin() + m_begin);
}

void DerBuild::wrap(DerTag tag, qsizetype mark) {
  const qsizetype size = mark - m_begin;
  std::array<char, 6> head{};
  qsizetype begin = head.size();
  if (size < 0x80) {
    head[static_cast<size_t>(--begin)] = static_cast<char>(size);
  } else {
    for (qsizetype rest = size; rest > 0 && begin > 2; rest >>= 8) {
      head[static_cast<size_t>(--begin)] = static_cast<char>(rest & 0xFF);
    }
    const qsizetype count = static_cast<qsizetype>(head.size()) - begin;
    head[static_cast<size_t>(--begin)] = static_cast<char>(0x80 | count);
  }
  head[static_cast<size_t>(--begin)] = static_cast<char>(tag);
  put(QByteArrayView(head.data() + begin, static_cast<qsizetype>(head.size()) - begin));
}

QByteArray DerBuild::take() {
  if (m_failed) return {};
  m_bytes.remove(0, m_begin);
  m_begin = 0;
  return std::move(m_bytes);
}

}  // namespace hall::seal
