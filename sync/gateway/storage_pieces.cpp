// Parts: whole, or the pieces of one that is still on its way, a row each, so that no piece rewrites another.
#include "sync/gateway/storage.h"

namespace hall::gateway {

namespace {

#define HALL_PIECES \
  "FROM piece JOIN submission ON submission.number = piece.number WHERE submission_id = $1 AND piece.digest = $2"

Result<qint64> endOfPieces(sql::SqlSession& session, const QByteArray& submissionId, const QByteArray& digest) {
  const auto rows = session.query("SELECT coalesce(max(begins + length(bytes)), 0) " HALL_PIECES, submissionId, digest);
  return rows ? Result<qint64>(rows->integer(0, 0)) : failure(rows.error());
}

sql::Statement dropping(const QByteArray& submissionId, const QByteArray& digest) {
  return {
      "DELETE FROM piece WHERE number = (SELECT number FROM submission WHERE submission_id = $1) AND piece.digest = $2",
      {submissionId, digest}};
}

}  // namespace

Result<void> Storage::addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& bytes) {
  const auto done = m_writing->pipeline(
      {{"INSERT INTO content (number, digest, bytes) SELECT number, $1, $2 FROM submission WHERE submission_id = $3"
        " ON CONFLICT DO NOTHING",
        {digest, sql::Bytes{bytes}, submissionId}},
       dropping(submissionId, digest)});
  return done ? Result<void>() : failure(done.error());
}

Result<void> Storage::dropPieces(const QByteArray& submissionId, const QByteArray& digest) {
  const auto done = m_writing->run(dropping(submissionId, digest));
  return done ? Result<void>() : failure(done.error());
}

Result<qint64> Storage::partOffset(const QByteArray& submissionId, const model::Part& part) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto complete = (*session)->query(
      "SELECT 1 FROM submission WHERE submission_id = $1 AND (body IS NOT NULL OR EXISTS"
      " (SELECT 1 FROM content WHERE content.number = submission.number AND content.digest = $2))",
      submissionId, part.digest);
  if (!complete) return failure(complete.error());
  return complete->isEmpty() ? endOfPieces(**session, submissionId, part.digest) : part.size;
}

Result<QByteArray> Storage::pieces(const QByteArray& submissionId, const QByteArray& digest) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto rows = (*session)->query("SELECT bytes " HALL_PIECES " ORDER BY begins", submissionId, digest);
  if (!rows) return failure(rows.error());
  QByteArray whole("");
  for (qsizetype i = 0; i < rows->size(); ++i) whole += rows->bytes(i, 0);
  return whole;
}

Result<Storage::Reached> Storage::addPiece(const QByteArray& submissionId, const QByteArray& digest, qint64 offset,
                                           const QByteArray& bytes) {
  const auto end = endOfPieces(*m_writing, submissionId, digest);
  if (!end) return failure(end.error());
  if (*end != offset) return Reached{false, *end};
  if (bytes.isEmpty()) return Reached{true, offset};
  // Two at the same offset at once, on two gateways: the unique index takes one of them.
  const auto added = m_writing->query(
      "INSERT INTO piece (number, digest, begins, bytes) SELECT number, $1, $2, $3 FROM submission"
      " WHERE submission_id = $4 AND receipt IS NULL ON CONFLICT DO NOTHING",
      digest, offset, sql::Bytes{bytes}, submissionId);
  if (!added) return failure(added.error());
  if (added->touched() == 1) return Reached{true, offset + bytes.size()};
  const auto theirs = endOfPieces(*m_writing, submissionId, digest);
  return theirs ? Result<Reached>(Reached{false, *theirs}) : failure(theirs.error());
}

}  // namespace hall::gateway
