#include "sync/model/lineage.h"

#include <QCryptographicHash>
#include <algorithm>

namespace hall::model {

QByteArray draftRev(const QByteArray& content, const QList<QByteArray>& parents) {
  QList<QByteArray> sorted = parents;
  std::ranges::sort(sorted);
  QCryptographicHash hash(QCryptographicHash::Sha256);
  // Names have no line break and the count stands first, so no content can pose as a parent.
  hash.addData("hall draft-rev 1\n" + QByteArray::number(sorted.size()) + '\n');
  for (const QByteArray& parent : sorted) hash.addData(parent + '\n');
  hash.addData(content);
  return "sha-256:" + hash.result().toHex();
}

QHash<QByteArray, qsizetype> Lineage::ancestors(const QByteArray& revision) const {
  QHash<QByteArray, qsizetype> distance;
  QList<QByteArray> open{revision};
  for (qsizetype steps = 0; !open.isEmpty() && steps <= m_parents.size(); ++steps) {
    QList<QByteArray> next;
    for (const QByteArray& one : std::as_const(open)) {
      if (!m_parents.contains(one)) continue;
      distance.insert(one, steps);
      for (const QByteArray& parent : m_parents.value(one)) {
        if (!next.contains(parent)) next.append(parent);
      }
    }
    open = next;
  }
  return distance;
}

Descent Lineage::descent(const QByteArray& revision, const QByteArray& other) const {
  if (revision == other) return Descent::Same;
  if (ancestors(revision).contains(other)) return Descent::Ahead;
  return ancestors(other).contains(revision) ? Descent::Behind : Descent::Diverged;
}

QByteArray Lineage::commonAncestor(const QByteArray& one, const QByteArray& other) const {
  const auto ofOne = ancestors(one);
  const auto ofOther = ancestors(other);
  QByteArray best;
  qsizetype depth = -1;
  for (auto candidate = ofOne.constBegin(); candidate != ofOne.constEnd(); ++candidate) {
    if (!ofOther.contains(candidate.key())) continue;
    // The later of two has the longer history behind it.
    const auto history = ancestors(candidate.key());
    const qsizetype length = *std::ranges::max_element(history);
    if (length > depth || (length == depth && candidate.key() < best)) {
      best = candidate.key();
      depth = length;
    }
  }
  return best;
}

}  // namespace hall::model
