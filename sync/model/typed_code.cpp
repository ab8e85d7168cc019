#include "sync/model/typed_code.h"

namespace hall::model {

namespace {

constexpr char kAlphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr int kBase = 32;
constexpr int kGroup = 4;

// -1: no such character.
int valueOf(char character) {
  const char upper = static_cast<char>(character >= 'a' && character <= 'z' ? character - 'a' + 'A' : character);
  if (upper == 'O') return 0;
  if (upper == 'I' || upper == 'L') return 1;
  return static_cast<int>(QByteArrayView(kAlphabet).indexOf(upper));
}

// Luhn's sum to the base of 32, from the right.
char checkOf(const QByteArray& symbols) {
  int sum = 0;
  int factor = 2;
  for (qsizetype i = symbols.size() - 1; i >= 0; --i) {
    const int product = factor * valueOf(symbols[i]);
    sum += product / kBase + product % kBase;
    factor = 3 - factor;
  }
  return kAlphabet[(kBase - sum % kBase) % kBase];
}

}  // namespace

QByteArray typedCode(const QByteArray& bytes, int symbols) {
  QByteArray bare;
  for (int i = 0; i < symbols; ++i) {
    int value = 0;
    for (int bit = 5 * i; bit < 5 * i + 5; ++bit) {
      value = value * 2 + ((static_cast<unsigned char>(bytes.at(bit / 8)) >> (7 - bit % 8)) & 1);
    }
    bare += kAlphabet[value];
  }
  bare += checkOf(bare);
  QByteArray grouped;
  for (qsizetype i = 0; i < bare.size(); ++i) {
    if (i > 0 && i % kGroup == 0) grouped += '-';
    grouped += bare[i];
  }
  return grouped;
}

Result<QByteArray> readTypedCode(const QByteArray& text, int symbols) {
  QByteArray bare;
  for (const char character : text) {
    if (character == ' ' || character == '-' || character == '\t') continue;
    const int value = valueOf(character);
    if (value < 0 || bare.size() > symbols) return failure(Failure::Invalid, "code.mistyped");
    bare += kAlphabet[value];
  }
  if (bare.size() != symbols + 1 || checkOf(bare.left(symbols)) != bare.back()) {
    return failure(Failure::Invalid, "code.mistyped");
  }
  return bare.left(symbols);
}

}  // namespace hall::model
