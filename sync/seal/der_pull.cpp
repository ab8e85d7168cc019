#include "sync/seal/der_pull.h"

namespace hall::seal {

namespace {
constexpr unsigned char kLongForm = 0x80;
constexpr int kMostLengthBytes = 4;
}  // namespace

void DerPull::enter(DerTag tag) {
  const qsizetype size = head(tag);
  m_ends.push_back(m_next + size);
}

void DerPull::leave() {
  if (m_next != m_ends.back()) fail();
  m_ends.pop_back();
}

QByteArrayView DerPull::element(DerTag tag) {
  return raw(head(tag));
}

QByteArrayView DerPull::raw(qsizetype size) {
  if (m_failed || size > m_ends.back() - m_next) {
    fail();
    return {};
  }
  const QByteArrayView taken = m_bytes.sliced(m_next, size);
  m_next += size;
  return taken;
}

void DerPull::expect(std::string_view exactly) {
  const QByteArrayView taken = raw(static_cast<qsizetype>(exactly.size()));
  if (std::string_view(taken.data(), static_cast<size_t>(taken.size())) != exactly) fail();
}

// The size of the element that begins here, all of which is there.
qsizetype DerPull::head(DerTag tag) {
  const QByteArrayView start = raw(2);
  if (m_failed || static_cast<unsigned char>(start[0]) != static_cast<unsigned char>(tag)) {
    fail();
    return 0;
  }
  const auto first = static_cast<unsigned char>(start[1]);
  qsizetype size = first;
  if (first >= kLongForm) {
    const int count = first - kLongForm;
    if (count < 1 || count > kMostLengthBytes) fail();
    const QByteArrayView length = raw(m_failed ? 0 : count);
    size = 0;
    for (const char byte : length) size = size << 8 | static_cast<unsigned char>(byte);
    const bool shortest = size >= kLongForm && !length.isEmpty() && length.front() != 0;
    if (!shortest) fail();
  }
  if (size > m_ends.back() - m_next) fail();
  return m_failed ? 0 : size;
}

}  // namespace hall::seal
