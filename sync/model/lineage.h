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

  [[nodiscard]] Descent descent(const QByteArray& revision, const QByteArray& other) const;
  // The latest revision that both were made from, or the one that is the other's ancestor; empty if there is none
  // (parents that never came here are nobody's ancestor). Of several equally late ones always the same.
  [[nodiscard]] QByteArray commonAncestor(const QByteArray& one, const QByteArray& other) const;

 private:
  // Every revision that `revision` was made from, itself included, with the longest way there.
  [[nodiscard]] QHash<QByteArray, qsizetype> ancestors(const QByteArray& revision) const;

  QHash<QByteArray, QList<QByteArray>> m_parents;
};

}  // namespace hall::model
