#include "sync/seal/cms.h"

#include <openssl/ec.h>
#include <openssl/err.h>

#include <algorithm>

#include "sync/base/wipe.h"
#include "sync/seal/cms_message.h"
#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"
#include "sync/seal/usual_message.h"

namespace hall::seal {

namespace {

bool finish(CMS_ContentInfo* message, const QByteArray& content) {
  const openssl::Bio chain(CMS_dataInit(message, nullptr));
  return chain && writeThrough(chain.get(), message, content);
}

// What is signed stands readable in the message; OpenSSL frees it as it is.
void wipeContent(CMS_ContentInfo* message) {
  ASN1_OCTET_STRING** content = CMS_get0_content(message);
  if (content != nullptr && *content != nullptr) {
    OPENSSL_cleanse((*content)->data, static_cast<size_t>((*content)->length));
  }
}

Result<openssl::Cms> parse(const QByteArray& message, int expectedType) {
  const auto* next = reinterpret_cast<const unsigned char*>(message.constData());
  const unsigned char* end = next + message.size();
  openssl::Cms parsed(d2i_CMS_ContentInfo(nullptr, &next, static_cast<long>(message.size())));
  // Bytes after the message would not be covered by anything.
  if (!parsed || next != end) return openssl::refusal(Failure::Invalid, "cms.garbled");
  if (OBJ_obj2nid(CMS_get0_type(parsed.get())) != expectedType) {
    return openssl::refusal(Failure::Invalid, "cms.algorithm");
  }
  return parsed;
}

// One signer, with a digest of a known suite: a second signature would pass unread.
bool acceptsSigners(CMS_ContentInfo* message) {
  STACK_OF(CMS_SignerInfo)* signers = CMS_get0_SignerInfos(message);
  if (signers == nullptr || sk_CMS_SignerInfo_num(signers) != 1) return false;
  X509_ALGOR* digest = nullptr;
  CMS_SignerInfo_get0_algs(sk_CMS_SignerInfo_value(signers, 0), nullptr, nullptr, &digest, nullptr);
  const ASN1_OBJECT* object = nullptr;
  X509_ALGOR_get0(&object, nullptr, nullptr, digest);
  const int nid = OBJ_obj2nid(object);
  return std::ranges::any_of(suites(), [nid](const Suite& suite) { return nid == OBJ_txt2nid(suite.digest); });
}

// OpenSSL derives the wrapping key with SHA-1 unless told otherwise.
bool useDigest(CMS_RecipientInfo* recipient, const Suite& suite) {
  EVP_PKEY_CTX* context = CMS_RecipientInfo_get0_pkey_ctx(recipient);
  return context != nullptr && EVP_PKEY_CTX_set_ecdh_kdf_md(context, EVP_get_digestbyname(suite.digest)) > 0;
}

}  // namespace

// Straight into the bytes that are given back: i2d_CMS_bio would leave a second copy in memory that nobody clears.
QByteArray der(CMS_ContentInfo* message) {
  const int size = i2d_CMS_ContentInfo(message, nullptr);
  if (size <= 0) return {};
  QByteArray bytes(size, Qt::Uninitialized);
  auto* next = reinterpret_cast<unsigned char*>(bytes.data());
  return i2d_CMS_ContentInfo(message, &next) == size ? bytes : QByteArray();
}

// What CMS_final does, but for its buffer, which it frees with what went through it.
bool writeThrough(BIO* chain, CMS_ContentInfo* message, const QByteArray& content) {
  const auto size = static_cast<int>(content.size());
  if (size > 0 && BIO_write(chain, content.constData(), size) != size) return false;
  return BIO_flush(chain) == 1 && CMS_dataFinal(message, chain) == 1;
}

Result<openssl::Cms> newEnvelope(const QList<Certificate>& recipients) {
  constexpr unsigned int kFlags = CMS_BINARY | CMS_PARTIAL;
  const Suite& suite = defaultSuite();
  openssl::Cms message(CMS_encrypt(nullptr, nullptr, EVP_get_cipherbyname(suite.cipher), kFlags));
  bool ready = message != nullptr && !recipients.isEmpty();
  for (const Certificate& recipient : recipients) {
    CMS_RecipientInfo* info =
        ready ? CMS_add1_recipient_cert(message.get(), recipient.handle(), kFlags | CMS_KEY_PARAM) : nullptr;
    ready = info != nullptr && useDigest(info, suite);
  }
  if (!ready) return openssl::refusal(Failure::Internal, "cms.encrypt");
  return message;
}

Result<QByteArray> signByOpenSsl(const QByteArray& content, const KeyPair& signer) {
  ERR_clear_error();
  constexpr unsigned int kFlags = CMS_BINARY | CMS_NOCERTS | CMS_NOSMIMECAP | CMS_PARTIAL;
  const openssl::Cms message(CMS_sign(nullptr, nullptr, nullptr, nullptr, kFlags));
  const EVP_MD* digest = EVP_get_digestbyname(defaultSuite().digest);
  const bool done =
      message &&
      CMS_add1_signer(message.get(), signer.certificate().handle(), signer.handle(), digest, kFlags) != nullptr &&
      finish(message.get(), content);
  const QByteArray bytes = done ? der(message.get()) : QByteArray();
  if (message) wipeContent(message.get());
  if (bytes.isEmpty()) return openssl::refusal(Failure::Internal, "cms.sign");
  return bytes;
}

Result<QByteArray> verifyByOpenSsl(const QByteArray& message, const Certificate& signer) {
  ERR_clear_error();
  const auto parsed = parse(message, NID_pkcs7_signed);
  if (!parsed) return failure(parsed.error());
  if (!acceptsSigners(parsed->get())) return openssl::refusal(Failure::Invalid, "cms.algorithm");
  const openssl::X509List pinned(sk_X509_new_null());
  if (!pinned || sk_X509_push(pinned.get(), signer.handle()) <= 0) {
    return openssl::refusal(Failure::Internal, "cms.memory");
  }
  const openssl::Bio sink = openssl::secureSink();
  // NOINTERN: certificates inside the message count for nothing. The pinned one needs no chain.
  constexpr unsigned int kFlags = CMS_BINARY | CMS_NOINTERN | CMS_NO_SIGNER_CERT_VERIFY;
  const bool verified = CMS_verify(parsed->get(), pinned.get(), nullptr, nullptr, sink.get(), kFlags) == 1;
  wipeContent(parsed->get());
  if (!verified) return openssl::refusal(Failure::Invalid, "cms.signature");
  return openssl::contents(sink.get());
}

Result<QByteArray> encrypt(const QByteArray& content, const QList<Certificate>& recipients) {
  const auto message = newEnvelope(recipients);
  if (!message) return failure(message.error());
  if (!finish(message->get(), content)) return openssl::refusal(Failure::Internal, "cms.encrypt");
  return der(message->get());
}

Result<QByteArray> decryptByOpenSsl(const QByteArray& message, const KeyPair& recipient) {
  ERR_clear_error();
  // Only the authenticated kind: plain EnvelopedData could be changed on the way without a trace.
  const auto parsed = parse(message, NID_id_smime_ct_authEnvelopedData);
  if (!parsed) return failure(parsed.error());
  if (CMS_decrypt_set1_pkey(parsed->get(), recipient.handle(), recipient.certificate().handle()) != 1) {
    return openssl::refusal(Failure::Invalid, "cms.recipient");
  }
  const openssl::Bio sink = openssl::secureSink();
  if (CMS_decrypt(parsed->get(), nullptr, nullptr, nullptr, sink.get(), CMS_BINARY) != 1) {
    return openssl::refusal(Failure::Invalid, "cms.garbled");
  }
  return openssl::contents(sink.get());
}

Result<QByteArray> signAttached(const QByteArray& content, const KeyPair& signer) {
  if (auto usual = signUsual(content, signer)) return std::move(*usual);
  return signByOpenSsl(content, signer);
}

Result<QByteArray> verifyAttached(const QByteArray& message, const Certificate& signer) {
  if (auto usual = verifyUsual(message, signer)) return std::move(*usual);
  return verifyByOpenSsl(message, signer);
}

Result<QByteArray> decrypt(const QByteArray& message, const KeyPair& recipient) {
  if (auto usual = decryptUsual(message, recipient)) return std::move(*usual);
  return decryptByOpenSsl(message, recipient);
}

Result<QByteArray> sealEnvelope(const QByteArray& content, const KeyPair& signer,
                                const QList<Certificate>& recipients) {
  auto signedContent = signAttached(content, signer);
  if (!signedContent) return signedContent;
  auto envelope = encrypt(*signedContent, recipients);
  wipe(*signedContent);
  return envelope;
}

Result<QByteArray> openEnvelope(const QByteArray& envelope, const KeyPair& recipient, const Certificate& signer) {
  auto signedContent = decrypt(envelope, recipient);
  if (!signedContent) return signedContent;
  auto content = verifyAttached(*signedContent, signer);
  wipe(*signedContent);
  return content;
}

}  // namespace hall::seal
