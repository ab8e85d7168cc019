#include "sync/model/lineage.h"

#include <QCryptographicHash>
#include <QSet>
#include <algorithm>

namespace hall::model {

namespace {
constexpr qsizetype kNotYet = -1;  // a depth that is being found; in a ring it stays so
}

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

Descent Lineage::descent(const QByteArray& revision, const QByteArray& other) const {
  if (revision == other) return Descent::Same;
  if (Ancestry(*this, revision).contains(other)) return Descent::Ahead;
  return Ancestry(*this, other).contains(revision) ? Descent::Behind : Descent::Diverged;
}

QByteArray Lineage::commonAncestor(const QByteArray& one, const QByteArray& other) const {
  return Ancestry(*this, one).latestSharedWith(other);
}

// Parents first, by hand instead of by recursion: a long case must not use up the stack.
Ancestry::Ancestry(const Lineage& lineage, const QByteArray& revision) : m_lineage(lineage) {
  QList<QByteArray> open{revision};
  while (!open.isEmpty()) {
    const QByteArray one = open.last();
    if (!m_lineage.contains(one)) {
      open.removeLast();
      continue;
    }
    const auto known = m_depths.constFind(one);
    const QList<QByteArray> parents = m_lineage.parents(one);
    if (known == m_depths.constEnd()) {
      m_depths.insert(one, kNotYet);
      for (const QByteArray& parent : parents) {
        if (!m_depths.contains(parent)) open.append(parent);
      }
      continue;
    }
    open.removeLast();
    if (*known != kNotYet) continue;
    qsizetype depth = 0;
    for (const QByteArray& parent : parents) depth = std::max(depth, m_depths.value(parent, kNotYet) + 1);
    m_depths.insert(one, depth);
  }
}

// What lies behind something shared is shared as well, and has a shorter history.
QByteArray Ancestry::latestSharedWith(const QByteArray& other) const {
  QByteArray best;
  qsizetype depth = kNotYet;
  QSet<QByteArray> seen;
  QList<QByteArray> open{other};
  while (!open.isEmpty()) {
    const QByteArray one = open.takeLast();
    if (seen.contains(one)) continue;
    seen.insert(one);
    const auto shared = m_depths.constFind(one);
    if (shared == m_depths.constEnd()) {
      open += m_lineage.parents(one);
    } else if (*shared > depth || (*shared == depth && one < best)) {
      best = one;
      depth = *shared;
    }
  }
  return best;
}

}  // namespace hall::model
