#include "sync/engine/turns.h"

#include <algorithm>

namespace hall::engine {

namespace {
using namespace std::chrono_literals;
constexpr int kFreshAtOnce = 8;
constexpr int kTurnsInARound = 8;  // then it is a large one's turn
constexpr int kDueAtOnce = 64;
constexpr int kMostAtOnce = BatchSize::kMostItems;
constexpr unsigned kRoundsOfMany = 4;
constexpr size_t kSideBySide = 8;
constexpr qint64 kLarge = 1024LL * 1024;
// The disk may recover while the engine sleeps: it looks again after this at the latest.
constexpr std::chrono::milliseconds kLongestRest = 5s;
constexpr std::chrono::milliseconds kShortestRest = 10ms;
}  // namespace

Turns::Turns(const Surroundings& around)
    : m_around(around),
      m_pauses(around.clock),
      m_tools{around.outbox, around.transport, around.clock,   m_pauses,
              m_pieceSize,   m_around.dice,    around.changed, [this](const Heard& heard) { this->heard(heard); }},
      m_batches(m_tools) {}

// What somebody is standing in front of the screen for: the newest that was never tried goes first.
bool Turns::deliverFresh(const std::stop_token& stop) {
  m_lineFailed = false;
  for (int i = 0; i < kFreshAtOnce && !m_lineFailed && !stop.stop_requested(); ++i) {
    if (m_brake.forbidden(m_around.clock.monotonic())) return true;
    const auto fresh = m_around.outbox.newestUntried(m_pauses.now());
    if (!fresh) return false;
    if (!*fresh || isUnderWay((*fresh)->submissionId)) return true;
    if (!deliver(**fresh, stop)) return false;
  }
  return true;
}

bool Turns::round(const std::stop_token& stop) {
  m_idle = true;
  if (braked()) return true;
  ++m_rounds;
  bool fine = askDoubtful(stop);
  fine = sendTogether(stop) && fine;
  const auto due = single();
  if (!due) return false;
  m_idle = m_idle && due->isEmpty() && m_underWay.empty();
  fine = deliverEach(*due, stop) && fine;
  return sendPiece(stop) && fine;
}

// Those that pause by the engine's own time may be among the first when the wall clock was set.
void Turns::leaveWaiting(QList<model::Submission>& due) {
  due.removeIf(
      [this](const model::Submission& s) { return isUnderWay(s.submissionId) || !m_pauses.over(s.submissionId); });
}

// One alone is asked for in its own turn, unless batches take all the turns.
bool Turns::askDoubtful(const std::stop_token& stop) {
  if (stop.stop_requested() || !m_batches.questionsOffered()) return true;
  auto doubtful = m_around.outbox.doubtfulDue(m_pauses.now(), kMostAtOnce + m_pauses.count());
  if (!doubtful) return false;
  leaveWaiting(*doubtful);
  if (doubtful->size() > kMostAtOnce) doubtful->resize(kMostAtOnce);
  const bool alone = doubtful->size() == 1 && !m_alone;
  return doubtful->isEmpty() || alone || turnOfMany(&Batches::ask, *doubtful, stop);
}

// Only after somebody got through: on a line that is down, or to a platform that is, one at a time finds out enough and
// leaves nobody in doubt.
bool Turns::sendTogether(const std::stop_token& stop) {
  m_alone.reset();
  if (stop.stop_requested() || !m_batches.offered() || !m_brake.clear()) return true;
  auto small = m_around.outbox.smallDue(m_pauses.now(), kMostAtOnce + m_pauses.count(), Batches::kMostBytesOfOne);
  if (!small) return false;
  leaveWaiting(*small);
  Batches::Choice choice = m_batches.choose(*small);
  if (choice.together.isEmpty()) return true;
  m_alone = std::move(choice.alone);
  return turnOfMany(&Batches::send, choice.together, stop);
}

bool Turns::turnOfMany(Many what, const QList<model::Submission>& which, const std::stop_token& stop) {
  m_idle = false;
  std::stop_source cutter;
  const std::stop_callback link(stop, [&cutter] { cutter.request_stop(); });
  m_around.bell.beginTurn(cutter, !m_manyCutLast);
  const auto done = (m_batches.*what)(which, cutter.get_token());
  m_manyCutLast = m_around.bell.endTurn();
  if (!done) trouble(which.first().submissionId, done.error());
  return done.has_value();
}

// After a batch: those that must go alone, and now and then the large ones that are behind all the small ones.
Result<QList<model::Submission>> Turns::single() {
  const int waiting = kDueAtOnce + m_pauses.count() + static_cast<int>(m_underWay.size());
  Result<QList<model::Submission>> due;
  if (!m_alone) {
    due = m_around.outbox.due(m_pauses.now(), waiting);
  } else if (!m_batches.questionsOffered()) {
    due = m_around.outbox.doubtfulDue(m_pauses.now(), waiting);
  } else if (m_rounds % kRoundsOfMany == 0 && m_underWay.size() < kSideBySide) {
    due = m_around.outbox.largeDue(m_pauses.now(), waiting, Batches::kMostBytesOfOne);
  } else {
    due = *m_alone;
  }
  if (due) leaveWaiting(*due);
  return due;
}

// At least one of the oldest in each round, so that those who ring do not starve those who wait. After a failure of the
// line the list is read again: it may have cost a minute.
bool Turns::deliverEach(const QList<model::Submission>& due, const std::stop_token& stop) {
  bool fine = true;
  m_lineFailed = false;
  const bool wasClear = m_brake.clear();
  const auto first = due.first(std::min<qsizetype>(due.size(), kTurnsInARound));
  for (const model::Submission& submission : first) {
    if (stop.stop_requested() || braked()) break;
    fine = deliver(submission, stop) && fine;
    const bool isOpen = !wasClear && m_brake.clear();  // the line is there again: the others may go together
    if (m_lineFailed || isOpen || m_around.bell.hasRung()) break;
  }
  return fine;
}

bool Turns::sendPiece(const std::stop_token& stop) {
  if (m_underWay.empty() || stop.stop_requested() || braked()) return true;
  Delivery& next = m_underWay.front();
  const auto more = turn(next, m_cutLast != next.submissionId(), stop);
  if (more && *more) {
    m_underWay.splice(m_underWay.end(), m_underWay, m_underWay.begin());
  } else {
    m_underWay.pop_front();
  }
  return more.has_value();
}

bool Turns::deliver(const model::Submission& due, const std::stop_token& stop) {
  qint64 size = 0;
  for (const model::Part& part : due.parts) size += part.size;
  std::list<Delivery> delivery;
  delivery.emplace_back(m_tools, due);
  // A large one on a slow line would never arrive if it were cut every time.
  const auto more = turn(delivery.front(), size < kLarge || m_cutLast != due.submissionId, stop);
  if (more && *more) m_underWay.splice(m_underWay.end(), delivery);
  return more.has_value();
}

// Whether there is more to do; an error if the outbox is in trouble.
Result<bool> Turns::turn(Delivery& delivery, bool mayBeCut, const std::stop_token& stop) {
  const QByteArray submissionId = delivery.submissionId();
  std::stop_source cutter;
  const std::stop_callback link(stop, [&cutter] { cutter.request_stop(); });
  m_around.bell.beginTurn(cutter, mayBeCut);
  const auto done = delivery.run(cutter.get_token());
  const bool cut = m_around.bell.endTurn() && !stop.stop_requested();
  if (cut || m_cutLast == submissionId) m_cutLast = cut ? submissionId : QByteArray();
  if (!done) {
    trouble(submissionId, done.error());
    return failure(done.error());
  }
  if (cut && *done == Delivery::Turn::Over && !putBack(submissionId))
    return failure(Failure::Internal, "engine.put-back");
  return *done == Delivery::Turn::More;
}

// It hung, and somebody else wanted a turn: for this one that was a failed try.
bool Turns::putBack(const QByteArray& submissionId) {
  const auto now = m_around.outbox.find(submissionId);
  if (!now) return false;
  using enum model::SubmissionState;
  if (now->state != Sealed && now->state != SendingParts && now->state != InDoubt) return true;
  const auto later = m_pauses.begin(submissionId, backOff(now->attempts, m_around.dice()));
  const auto put = m_around.outbox.retryLater(submissionId, "line.hung", later);
  if (put) m_around.changed(*put);
  return put.has_value();
}

bool Turns::isUnderWay(const QByteArray& submissionId) const {
  return std::ranges::find(m_underWay, submissionId, &Delivery::submissionId) != m_underWay.end();
}

void Turns::heard(const Heard& heard) {
  m_lineFailed = !heard.reading.line;
  m_brake.heard(heard, m_around.clock.monotonic(), m_around.dice);
  m_around.reached(heard.reading.line);
}

void Turns::trouble(const QByteArray& submissionId, const Error& error) {
  m_around.log.event(Log::Level::Critical, "engine.outbox-trouble",
                     {{QStringLiteral("submission"), QString::fromLatin1(submissionId)},
                      {QStringLiteral("code"), QString::fromLatin1(error.code)}});
}

std::chrono::milliseconds Turns::rest() const {
  if (const auto left = m_brake.left(m_around.clock.monotonic())) return std::min(*left, kLongestRest);
  const auto next = m_around.outbox.nextDue();
  if (!next || !*next) return kLongestRest;
  const std::chrono::milliseconds until(m_pauses.now().msecsTo(**next));
  // Its time has come by the wall clock, but its pause lasts.
  const auto pause = until > 0ms ? until : m_pauses.untilNext().value_or(kLongestRest);
  return std::clamp(pause, kShortestRest, kLongestRest);
}

}  // namespace hall::engine
