#include "sync/credential/base45.h"

#include <array>
#include <string_view>

namespace hall::credential {

namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
constexpr int kBase = 45;

constexpr std::array<int, 256> kValues = [] {
  std::array<int, 256> values{};
  values.fill(-1);
  for (size_t i = 0; i < kAlphabet.size(); ++i) values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int>(i);
  return values;
}();

// The number in `digits`, least significant first, or -1.
int numberIn(QByteArrayView digits) {
  int number = 0;
  for (qsizetype i = digits.size() - 1; i >= 0; --i) {
    const int value = kValues[static_cast<unsigned char>(digits[i])];
    if (value < 0) return -1;
    number = number * kBase + value;
  }
  return number;
}

}  // namespace

QByteArray encodeBase45(const QByteArray& bytes) {
  QByteArray text;
  text.reserve(bytes.size() / 2 * 3 + 2);
  for (qsizetype at = 0; at < bytes.size(); at += 2) {
    const bool pair = at + 1 < bytes.size();
    int number = static_cast<unsigned char>(bytes[at]);
    if (pair) number = number * 256 + static_cast<unsigned char>(bytes[at + 1]);
    for (int i = 0; i < (pair ? 3 : 2); ++i, number /= kBase) {
      text.append(kAlphabet[static_cast<size_t>(number % kBase)]);
    }
  }
  return text;
}

Result<QByteArray> decodeBase45(QByteArrayView text) {
  QByteArray bytes;
  bytes.reserve(text.size() / 3 * 2 + 1);
  for (qsizetype at = 0; at < text.size(); at += 3) {
    const QByteArrayView group = text.sliced(at, qMin(qsizetype{3}, text.size() - at));
    const int number = numberIn(group);
    const int most = group.size() == 3 ? 0xFFFF : 0xFF;
    if (group.size() < 2 || number < 0 || number > most) return failure(Failure::Garbled, "credential.base45");
    if (group.size() == 3) bytes.append(static_cast<char>(number / 256));
    bytes.append(static_cast<char>(number % 256));
  }
  return bytes;
}

}  // namespace hall::credential
