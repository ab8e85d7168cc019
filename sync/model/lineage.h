#pragma once
// How the revisions of one case follow from one another. A revision is named by its content and what it was made from,
// so a name cannot be given twice and nothing can be slipped in between. Pure; any thread.
#include <QByteArray>
#include <QHash>
#include <QList>

namespace hall::model {

// "sha-256:<hex>" over the content's exact bytes and the parents' names, whatever their order; no parents: a beginning.
QByteArray draftRev(const QByteArray& content, const QList<QByteArray>& parents);

enum class Descent {
  Same,
  Ahead,     // made from the other, perhaps over several steps: it may follow by fast-forward
  Behind,    // the other was made from it
  Diverged,  // each has something that the other has not
};

class Lineage {
 public:
  void add(const QByteArray& revision, const QList<QByteArray>& parents) { m_parents.insert(revision, parents); }
  [[nodiscard]] bool contains(const QByteArray& revision) const { return m_parents.contains(revision); }
  [[nodiscard]] QList<QByteArray> parents(const QByteArray& revision) const { return m_parents.value(revision); }

  [[nodiscard]] Descent descent(const QByteArray& revision, const QByteArray& other) const;
  // The latest revision that both were made from, or the one that is the other's ancestor; empty if there is none
  // (parents that never came here are nobody's ancestor). Of several equally late ones always the same.
  [[nodiscard]] QByteArray commonAncestor(const QByteArray& one, const QByteArray& other) const;

 private:
  QHash<QByteArray, QList<QByteArray>> m_parents;
};

// Everything that one revision was made from, itself included; found once, to be held against many. Takes time and room
// by what it finds, once each. The lineage must outlive it.
class Ancestry {
 public:
  Ancestry(const Lineage& lineage, const QByteArray& revision);
  [[nodiscard]] bool contains(const QByteArray& revision) const { return m_depths.contains(revision); }
  // As Lineage::commonAncestor; walks from `other` no farther than to what they share.
  [[nodiscard]] QByteArray latestSharedWith(const QByteArray& other) const;

 private:
  const Lineage& m_lineage;
  QHash<QByteArray, qsizetype> m_depths;  // the longest history behind each
};

}  // namespace hall::model
