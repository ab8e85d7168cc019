#include "sync/drill/witness.h"

namespace hall::drill {

Witness Witness::read(const QByteArray& said) {
  Witness witness;
  const QList<QByteArray> lines = said.split('\n');
  for (const QByteArray& line : lines) {
    const QList<QByteArray> words = line.split(' ');
    if (words[0] == "kept" && words.size() == 5) {
      witness.kept.insert(words[1], {words[1], words[2], words[3].toLongLong(), words[4]});
    }
    if (words[0] == "refused" && words.size() == 3) {
      ++witness.refusals[words[2]];
      witness.refused.insert(words[1]);
    }
    if (words[0] == "uncertain" && words.size() == 2) witness.uncertain.insert(words[1]);
    if (words[0] == "gate" && words.size() == 2) ++witness.gates[words[1]];
    if (words[0] == "failed" && words.size() == 2) ++witness.failures[words[1]];
  }
  return witness;
}

}  // namespace hall::drill
