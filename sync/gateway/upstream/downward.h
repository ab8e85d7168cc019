#pragma once
// What comes down from the gateway above: the authority's word on what was sent on, verified against the gateway above
// and signed again by this one for its own terminals, and the mirrored collections under their own version numbers.
// A statement that is not of use here (of a submission that this gateway does not know, of another digest, not signed
// above) is logged and passed over; one terminal's trouble is not another's, nor the collections'.
// Thread: one; blocks. Errors: the transport's, the database's, "upstream.answer" for an answer of another form.
#include <stop_token>

#include "sync/base/clock.h"
#include "sync/base/log.h"
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
    Log& log;
  };
  Downward(Place place, Storage& storage, engine::Transport& line)
      : m_place(std::move(place)), m_storage(storage), m_line(line) {}

  // As much as can be had; the first error, if there was any.
  Result<void> bring(const std::stop_token& stop);

 private:
  Result<void> bringStatements(const QByteArray& terminalId, const std::stop_token& stop);
  struct Page;
  Result<Page> fetch(const QByteArray& terminalId, const std::stop_token& stop);
  Result<void> keepPage(const QByteArray& terminalId, const Page& page);
  Result<void> keepStatement(Storage& storage, const QByteArray& message);
  Result<void> bringCollection(const QByteArray& collection, const std::stop_token& stop);

  const Place m_place;
  Storage& m_storage;
  engine::Transport& m_line;
  QByteArray m_next;  // the terminal that the next look begins with, after a line that broke
};

}  // namespace hall::gateway::upstream
