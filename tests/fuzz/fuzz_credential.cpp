// The whole way of a credential, entered at every door: as text, as message, as header and as payload under a signature
// that is good. Nothing that was not signed is ever genuine; what was can be shown.
#include <QCborArray>
#include <QJsonDocument>
#include <cstdint>
#include <cstdlib>

#include "sync/credential/base45.h"
#include "sync/credential/cbor_reader.h"
#include "sync/credential/cose_sign1.h"
#include "sync/credential/verify.h"
#include "sync/credential/zlib_stream.h"

using namespace hall;
using namespace hall::credential;

namespace {

// Made for this program alone.
const seal::SigningKey& key() {
  static const seal::SigningKey made = seal::SigningKey::fromPem(
                                           "-----BEGIN PRIVATE KEY-----\n"
                                           "MC4CAQAwBQYDK2VwBCIEIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\n"
                                           "-----END PRIVATE KEY-----\n")
                                           .value();
  return made;
}

TrustList list() {
  TrustList made;
  made.signers.append({"kid", key().signer().key, {QStringLiteral("x"), {}}, {}, {}, {}, {}});
  for (const Kind kind : kKinds) made.signers[0].uses.append(kind);
  return made;
}

QByteArray textOf(const QByteArray& message, bool hall) {
  return (hall ? "HALL1:" : "HC1:") + encodeBase45(pack(message));
}

QByteArray signedMessage(const QByteArray& header, const QByteArray& payload) {
  CoseSign1 message{header, {}, {}, payload, {}};
  message.signature = key().sign(message.signedBytes()).value();
  return QCborValue(QCborArray{header, QCborMap{{4, QByteArray("kid")}}, payload, message.signature}).toCbor();
}

Verdict judge(const QByteArray& text) {
  static const TrustList trusted = list();
  const Verdict verdict = verify(text, &trusted, QDateTime::fromSecsSinceEpoch(1780000000, Qt::UTC));
  static_cast<void>(QJsonDocument(toJson(verdict.claims)).toJson());
  static_cast<void>(QJsonDocument(toJson(verdict.hall)).toJson());
  static_cast<void>(verdict.claims.idHashes());
  return verdict;
}

void mustFail(const QByteArray& text) {
  if (judge(text).isValid()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const QByteArray bytes(reinterpret_cast<const char*>(data + 1), qsizetype(size - 1));
  const bool hall = (data[0] & 0x80U) != 0;
  switch (data[0] % 4) {
    case 0:
      mustFail(bytes);
      break;
    case 1:
      mustFail(textOf(bytes, hall));
      break;
    case 2:
      static_cast<void>(judge(textOf(signedMessage(bytes, "\xA0"), hall)));
      break;
    default: {
      const Verdict verdict = judge(textOf(signedMessage("\xA1\x01\x27", bytes), hall));
      const auto read = readCbor(bytes, Lengths::Any);
      if (verdict.isValid() && (!read || verdict.kinds.isEmpty())) std::abort();
    }
  }
  return 0;
}
