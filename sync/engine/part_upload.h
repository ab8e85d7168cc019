#pragma once
// One large part on its way in pieces: asks how much of it the platform has, sends what follows, and believes only the
// offset that the platform confirms. Nothing of it is kept here, so a turn may end after every piece. Thread: the
// engine's.
#include "sync/engine/exchange.h"

namespace hall::engine {

class PartUpload {
 public:
  PartUpload(QByteArray path, QByteArray digest) : m_path(std::move(path)), m_digest(std::move(digest)) {}

  [[nodiscard]] const QByteArray& digest() const { return m_digest; }

  enum class Then {
    More,       // a piece arrived, or where to go on is known now
    Complete,   // the platform has it all
    SendWhole,  // this gateway takes no pieces
    GiveWay,    // `heard` says why
  };
  struct Step {
    Then then;
    Heard heard{};
  };
  // `bytes` are the whole part's.
  Step step(const Tools& tools, const QByteArray& bytes, const std::stop_token& stop);

 private:
  Step ask(const Tools& tools, qint64 size, const std::stop_token& stop);
  Step send(const Tools& tools, const QByteArray& piece, qint64 size, const std::stop_token& stop);
  Step weigh(const Heard& heard, qint64 sent, qint64 size);
  Step stumble(std::optional<qint64> offset);

  QByteArray m_path;
  QByteArray m_digest;
  std::optional<qint64> m_offset;  // what the platform has; nothing: it must be asked
  int m_stumbles = 0;
  int m_afresh = 0;
};

}  // namespace hall::engine
