#include "sync/seal/openssl.h"

#include <openssl/err.h>

namespace hall::seal::openssl {

Bio reader(const QByteArray& bytes) {
  return Bio(BIO_new_mem_buf(bytes.isNull() ? "" : bytes.constData(), static_cast<int>(bytes.size())));
}

Bio secureSink() {
  // BIO_s_secmem clears its buffer on growth and on free, which BIO_s_mem does not promise.
  return Bio(BIO_new(BIO_s_secmem()));
}

QByteArray contents(BIO* sink) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(sink, &data);
  return size > 0 ? QByteArray(data, size) : QByteArray("");
}

tl::unexpected<Error> refusal(Failure kind, QByteArray code) {
  const char* reason = nullptr;
  const unsigned long number = ERR_peek_last_error();
  if (number != 0) reason = ERR_reason_error_string(number);
  ERR_clear_error();
  return failure(kind, std::move(code), reason == nullptr ? QString() : QString::fromLatin1(reason));
}

}  // namespace hall::seal::openssl
