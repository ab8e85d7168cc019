// Messages from strangers, and good ones with bytes changed, put in and left out: what is taken straight from the bytes
// is what OpenSSL takes.
#include <cstdint>
#include <cstdlib>

#include "sync/seal/cms.h"
#include "sync/seal/cms_message.h"
#include "sync/seal/usual_message.h"

using namespace hall;

namespace {

struct Good {
  seal::KeyPair pair = seal::KeyPair::generate("fuzz", seal::KeyUse::SignAndAgree).value();
  QByteArray signedOne = seal::signAttached("eighty yuan", pair).value();
  QByteArray sealedOne = seal::encrypt("eighty yuan", {pair.certificate()}).value();
};

// Four bytes a change: where (two), how, and what.
QByteArray changed(QByteArray message, const uint8_t* data, size_t size) {
  for (; size >= 4 && !message.isEmpty(); data += 4, size -= 4) {
    const qsizetype at = (data[0] << 8 | data[1]) % message.size();
    if (data[2] % 3 == 0) message[at] = static_cast<char>(data[3]);
    if (data[2] % 3 == 1) message.insert(at, static_cast<char>(data[3]));
    if (data[2] % 3 == 2) message.remove(at, data[3] % 16);
  }
  return message;
}

void compare(const QByteArray& message, const seal::KeyPair& pair) {
  const auto verified = seal::verifyUsual(message, pair.certificate());
  if (verified && *verified != seal::verifyByOpenSsl(message, pair.certificate()).value_or("nothing")) std::abort();
  const auto opened = seal::decryptUsual(message, pair);
  if (opened && *opened != seal::decryptByOpenSsl(message, pair).value_or("nothing")) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Good good;
  if (size == 0) return 0;
  compare(QByteArray(reinterpret_cast<const char*>(data), static_cast<qsizetype>(size)), good.pair);
  compare(changed(good.signedOne, data, size), good.pair);
  compare(changed(good.sealedOne, data, size), good.pair);
  return 0;
}
