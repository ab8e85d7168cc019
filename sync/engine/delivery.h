#pragma once
// One submission on its way, alone: as far as it goes until it is received, held or must wait. A turn ends after each
// large piece, so that others get theirs in between. Thread: the engine's.
#include <QJsonArray>

#include "sync/engine/part_upload.h"

namespace hall::engine {

class Delivery {
 public:
  Delivery(const Tools& tools, model::Submission submission) : m_tools(tools), m_submission(std::move(submission)) {}

  enum class Turn { Over, More };
  // An error is the outbox's: the disk, not the line. The submission stays where it was.
  Result<Turn> run(const std::stop_token& stop);

  [[nodiscard]] const QByteArray& submissionId() const { return m_submission.submissionId; }

 private:
  enum class Then { GoOn, Pause, End };
  using Next = Result<Then>;

  Next step();
  Next announceAndSend();
  Next announce();
  Next sendNext();
  Next sendWhole(const QByteArray& digest, const QByteArray& bytes);
  Next sendPiece(const QByteArray& digest, const QByteArray& bytes);
  Next commit();
  Next ask();
  Next settle(const QJsonObject& body);
  // For every verdict that does not let this turn go on.
  Next giveWay(const Heard& heard);
  Next hold(const QByteArray& code);
  Next become(Result<model::Submission> changed, Then then);
  void startOver();
  [[nodiscard]] bool isLarge(const QByteArray& digest) const;
  [[nodiscard]] QByteArray path(const QByteArray& tail = {}) const;

  const Tools& m_tools;
  model::Submission m_submission;
  std::stop_token m_stop;
  std::optional<QList<QByteArray>> m_missing;  // digests; nothing: the platform has not been asked
  std::optional<PartUpload> m_upload;
  int m_rounds = 0;
  bool m_progress = false;  // whether a piece arrived since this delivery began
};

}  // namespace hall::engine
