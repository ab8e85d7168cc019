// Whatever a list holds, it is read or refused, and no simple form makes anybody a technician unasked.
#include <cstdint>
#include <cstdlib>

#include "sync/credential/trust_list_json.h"

using namespace hall::credential;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  const auto ours = readTrustList(bytes);
  const auto any = readAnyTrustList(bytes);
  if (ours && (!any || any->signers.size() != ours->signers.size())) std::abort();
  for (const Signer& signer : any ? any->signers : QList<Signer>()) {
    if (signer.kid.isEmpty()) std::abort();
    if (signer.uses.contains(Kind::Technician) && !bytes.contains("uses")) std::abort();
  }
  return 0;
}
