#include "sync/engine/part_upload.h"

namespace hall::engine {

namespace {
// A platform whose offsets make no sense gets a pause like one that does not answer.
constexpr int kMaximumStumbles = 5;
// Once it may have had a piece of something else under this digest, or a byte broke on the way.
constexpr int kMaximumAfresh = 1;

Heard offsetLie() {
  return {{Verdict::RetryLater, "upload.offset", true}, {}, 0};
}
}  // namespace

PartUpload::Step PartUpload::step(const Tools& tools, const QByteArray& bytes, const std::stop_token& stop) {
  if (!m_offset) {
    if (Step asked = ask(tools, bytes.size(), stop); asked.then != Then::More) return asked;
  }
  return send(tools, bytes.mid(*m_offset, tools.pieceSize.bytes()), bytes.size(), stop);
}

PartUpload::Step PartUpload::ask(const Tools& tools, qint64 size, const std::stop_token& stop) {
  const Heard heard = exchange(tools, Question::AskOffset, {"HEAD", m_path, {}, {}}, stop);
  if (heard.reading.verdict == Verdict::NotOffered) return {Then::SendWhole};
  if (heard.reading.verdict != Verdict::Proceed) return {Then::GiveWay, heard};
  if (!heard.uploadOffset || *heard.uploadOffset > size) return {Then::GiveWay, offsetLie()};
  m_offset = heard.uploadOffset;
  return {*m_offset == size ? Then::Complete : Then::More};
}

PartUpload::Step PartUpload::send(const Tools& tools, const QByteArray& piece, qint64 size,
                                  const std::stop_token& stop) {
  const auto begun = tools.clock.monotonic();
  const Heard heard =
      exchange(tools, Question::SendChunk, {"PATCH", m_path, piece, "application/partial-upload", m_offset}, stop);
  if (heard.reading.verdict == Verdict::Proceed) tools.pieceSize.arrived(tools.clock.monotonic() - begun);
  if (heard.reading.verdict == Verdict::RetryLater) tools.pieceSize.broke();
  return weigh(heard, piece.size(), size);
}

PartUpload::Step PartUpload::weigh(const Heard& heard, qint64 sent, qint64 size) {
  switch (heard.reading.verdict) {
    case Verdict::Proceed: {
      const qint64 before = *m_offset;
      const qint64 confirmed = heard.uploadOffset.value_or(-1);
      if (confirmed <= before || confirmed > before + sent) return stumble(std::nullopt);
      m_offset = confirmed;
      return {confirmed == size ? Then::Complete : Then::More};
    }
    case Verdict::NotOffered:
      return {Then::SendWhole};
    case Verdict::OtherOffset:
      return stumble(heard.uploadOffset && *heard.uploadOffset < size ? heard.uploadOffset : std::nullopt);
    case Verdict::Afresh:
      if (++m_afresh > kMaximumAfresh) return {Then::GiveWay, {{Verdict::Hold, heard.reading.code, true}, {}, 0}};
      return stumble(0);
    default:
      m_offset.reset();
      return {Then::GiveWay, heard};
  }
}

PartUpload::Step PartUpload::stumble(std::optional<qint64> offset) {
  m_offset = offset;
  if (++m_stumbles > kMaximumStumbles) return {Then::GiveWay, offsetLie()};
  return {Then::More};
}

}  // namespace hall::engine
