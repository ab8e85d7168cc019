#pragma once
// What comes down from the gateway above: the authority's word on what was sent on, verified against the gateway above
// and signed again by this one for its own terminals, and the mirrored collections under their own version numbers.
// Thread: one; blocks. Errors: the transport's, the database's, "upstream.answer" for an answer of another form.
#include <stop_token>

#include "sync/base/clock.h"
#include "sync/engine/transport.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/writer.h"
#include "sync/seal/platform_certificates.h"

namespace hall::gateway::upstream {

class Downward {
 public:
  struct Place {
    QString folder;  // <folder>/mirror
    seal::PlatformCertificates above;
    const PlatformKeys& keys;
    const Clock& clock;
  };
  Downward(Place place, Storage& storage, engine::Transport& line)
      : m_place(std::move(place)), m_storage(storage), m_line(line) {}

  Result<void> bring(const std::stop_token& stop);
  // One transaction of its own.
  Result<void> change(const Writer::Job& job);

 private:
  Result<void> bringStatements(const QByteArray& terminalId, const std::stop_token& stop);
  Result<void> keepStatement(Storage& storage, const QByteArray& message);
  Result<void> bringCollection(const QByteArray& collection, const std::stop_token& stop);

  const Place m_place;
  Storage& m_storage;
  engine::Transport& m_line;
};

}  // namespace hall::gateway::upstream
