#pragma once
// Two revisions of a case that were made from the same one, held against each other field by field. Nothing is decided
// here: a proposal is only a proposal, and where both changed the same field to something else there is none. Pure.
#include <QList>
#include <optional>

#include "sync/model/case_content.h"

namespace hall::model {

enum class Conflict {
  None,  // only one of the two has changed anything
  Soft,  // both have, but never the same field to different values
  Hard,  // the same field has two different values: a person decides
};
QByteArray name(Conflict conflict);

// A field that is not the same in all three. An answer that is not there was not given, or taken back.
struct FieldDifference {
  enum class Changed { ByHead, ByBranch, AlikeByBoth, Differently };
  QByteArray field;
  Changed changed = Changed::Differently;
  std::optional<Answer> ancestor;
  std::optional<Answer> head;
  std::optional<Answer> branch;
};
QByteArray name(FieldDifference::Changed changed);

struct Comparison {
  Conflict conflict = Conflict::None;
  QList<FieldDifference> fields;        // by field id
  std::optional<CaseContent> proposal;  // both changes together; never with a hard conflict
};

// Without a common ancestor, `ancestor` is an empty content: then every field that differs is a conflict, unless only
// one of the two has it. Another service is no case of ours: Invalid ("case.service").
Result<Comparison> compare(const CaseContent& ancestor, const CaseContent& head, const CaseContent& branch);

}  // namespace hall::model
