#include "sync/drill/reckoning.h"

namespace hall::drill {

using model::SubmissionState;

namespace {

void addTo(QMap<QByteArray, int>& sum, const QMap<QByteArray, int>& more) {
  for (auto i = more.begin(); i != more.end(); ++i) sum[i.key()] += i.value();
}

class Books {
 public:
  Books(const QByteArray& terminalId, const Witness& witness, const QList<model::Submission>& rows,
        const QList<GatewayLine>& lines)
      : m_witness(witness) {
    for (const model::Submission& row : rows) {
      m_rows.insert(row.submissionId, row);
      m_idsOfCase[row.caseId].insert(row.submissionId);
    }
    for (const GatewayLine& line : lines) {
      if (line.terminalId != terminalId || !line.received) continue;
      m_received[line.submissionId].append(line);
      m_idsOfCase[line.caseId].insert(line.submissionId);
    }
  }

  Reckoning result() {
    m_result.refused = m_witness.refusals;
    m_result.failedStarts = m_witness.failures;
    QSet<QByteArray> submitted(m_witness.kept.keyBegin(), m_witness.kept.keyEnd());
    submitted += QSet<QByteArray>(m_rows.keyBegin(), m_rows.keyEnd());
    m_result.submitted = static_cast<int>(submitted.size());
    for (const QByteArray& id : qAsConst(submitted)) one(id);
    for (auto i = m_received.cbegin(); i != m_received.cend(); ++i) {
      if (!submitted.contains(i.key())) trouble("received, and unknown to its terminal", i.key());
    }
    wishes();
    return m_result;
  }

 private:
  void one(const QByteArray& id) {
    const QList<GatewayLine> lines = m_received.value(id);
    const auto row = m_rows.find(id);
    const bool there = row != m_rows.end();
    const QByteArray digest = there ? row->digest : m_witness.kept.value(id).digest;
    if (lines.size() > 1) {
      ++m_result.doubled;
      trouble("received twice", id);
    }
    const bool arrived = !lines.isEmpty() && lines.first().digest == digest;
    if (arrived) ++m_result.received;
    if (there && row->state == SubmissionState::Held) {
      ++m_result.held[row->heldCode];
    } else if (!arrived) {
      missing(id, there ? model::name(row->state) : QByteArray("no row"));
    } else if (there && isWaiting(row->state)) {
      trouble("received, and its terminal does not know: " + model::name(row->state), id);
    }
  }

  static bool isWaiting(SubmissionState state) {
    return state == SubmissionState::Sealed || state == SubmissionState::SendingParts ||
           state == SubmissionState::Committing || state == SubmissionState::InDoubt;
  }

  void missing(const QByteArray& id, const QByteArray& state) {
    const auto row = m_rows.find(id);
    const bool waits = row != m_rows.end() && isWaiting(row->state);
    if (!waits) ++m_result.lost;
    trouble((waits ? "never sent: " : "lost: ") + state, id);
  }

  // Each case of a drill is one wish, so two submissions of one case are a double.
  void wishes() {
    for (auto i = m_idsOfCase.cbegin(); i != m_idsOfCase.cend(); ++i) {
      if (i.value().size() < 2) continue;
      ++m_result.doubled;
      trouble("one wish, two submissions", i.key());
    }
    for (const QByteArray& caseId : m_witness.refused) {
      if (m_idsOfCase.contains(caseId)) trouble("refused, and there all the same", caseId);
    }
  }

  void trouble(const QByteArray& what, const QByteArray& id) {
    m_result.unexplained.append(QString::fromLatin1(what + ' ' + id));
  }

  const Witness& m_witness;
  QHash<QByteArray, model::Submission> m_rows;
  QHash<QByteArray, QList<GatewayLine>> m_received;
  QHash<QByteArray, QSet<QByteArray>> m_idsOfCase;
  Reckoning m_result;
};

}  // namespace

void Reckoning::add(const Reckoning& other) {
  submitted += other.submitted;
  received += other.received;
  lost += other.lost;
  doubled += other.doubled;
  addTo(held, other.held);
  addTo(refused, other.refused);
  addTo(failedStarts, other.failedStarts);
  unexplained += other.unexplained;
}

Reckoning reckon(const QByteArray& terminalId, const Witness& witness, const QList<model::Submission>& rows,
                 const QList<GatewayLine>& lines) {
  return Books(terminalId, witness, rows, lines).result();
}

}  // namespace hall::drill
