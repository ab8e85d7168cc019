// What comes from sticks and codes: bundles, manifests, answers, lists and rows of codes, each at its own door. Nothing
// that reads is anything but what writes the same again.
#include <sys/mman.h>
#include <unistd.h>

#include <QFile>
#include <cstdint>
#include <cstdlib>

#include "sync/media/ack.h"
#include "sync/media/bundle_reader.h"
#include "sync/media/manifest.h"
#include "sync/media/qr_sequence.h"

using namespace hall;
using namespace hall::media;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void readBundle(const QByteArray& bytes) {
  static const int file = ::memfd_create("bundle", 0);
  must(::ftruncate(file, 0) == 0 && ::pwrite(file, bytes.constData(), size_t(bytes.size()), 0) == bytes.size());
  static const seal::KeyPair terminal =
      seal::KeyPair::generate("018f7a30-0000-7000-8000-000000000001", seal::KeyUse::Sign).value();
  const auto bundle = BundleReader::open(QStringLiteral("/proc/self/fd/%1").arg(file));
  // Nobody has signed it.
  if (bundle) must(!(*bundle)->verify(terminal.certificate()));
}

void readCodes(const QByteArray& bytes) {
  QrSequence row;
  for (const QByteArray& text : bytes.split('\n')) static_cast<void>(row.add(text));
  must(row.missing().size() <= row.count());
  if (const auto whole = row.whole()) {
    const auto texts = qrTexts(*whole);
    must(texts || whole->isEmpty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const QByteArray bytes(reinterpret_cast<const char*>(data + 1), qsizetype(size - 1));
  switch (data[0] % 5) {
    case 0:
      readBundle(bytes);
      break;
    case 1:
      if (const auto manifest = manifestFromCbor(bytes)) must(*manifestFromCbor(toCbor(*manifest)) == *manifest);
      break;
    case 2:
      if (const auto ack = ackFromCbor(bytes)) must(*ackFromCbor(toCbor(*ack)) == *ack);
      break;
    case 3:
      if (const auto list = model::receiptListFromCbor(bytes)) {
        must(*model::receiptListFromCbor(model::toCbor(*list)) == *list);
      }
      break;
    default:
      readCodes(bytes);
  }
  return 0;
}
