#include "sync/model/case_comparison.h"

#include <algorithm>

namespace hall::model {

namespace {

using Changed = FieldDifference::Changed;

std::optional<Answer> find(const CaseContent& content, const QByteArray& field) {
  const auto answer = content.answers.constFind(field);
  return answer == content.answers.constEnd() ? std::nullopt : std::optional(*answer);
}

bool sameValue(const std::optional<Answer>& one, const std::optional<Answer>& other) {
  return one.has_value() == other.has_value() && (!one || one->value == other->value);
}

// Better proof of the same value is a change as well: a clerk has looked at the original. The time alone is none.
bool same(const std::optional<Answer>& one, const std::optional<Answer>& other) {
  return sameValue(one, other) && (!one || (one->source == other->source && one->evidence == other->evidence));
}

std::optional<FieldDifference> difference(const QByteArray& field, const CaseContent& ancestor, const CaseContent& head,
                                          const CaseContent& branch) {
  FieldDifference found{field, {}, find(ancestor, field), find(head, field), find(branch, field)};
  const bool byHead = !same(found.ancestor, found.head);
  const bool byBranch = !same(found.ancestor, found.branch);
  if (!byHead && !byBranch) return std::nullopt;
  if (byHead && byBranch) {
    found.changed = sameValue(found.head, found.branch) ? Changed::AlikeByBoth : Changed::Differently;
  } else {
    found.changed = byHead ? Changed::ByHead : Changed::ByBranch;
  }
  return found;
}

// The better proven one; of two equally proven ones the earlier, so that who is asked first makes no difference.
const std::optional<Answer>& better(const std::optional<Answer>& one, const std::optional<Answer>& other) {
  if (!one || !other) return one;
  if (one->evidence != other->evidence) return one->evidence < other->evidence ? one : other;
  return other->at < one->at ? other : one;
}

CaseContent together(const QList<FieldDifference>& fields, const CaseContent& head, const CaseContent& branch) {
  CaseContent proposal{head.serviceId, std::max(head.version, branch.version), head.answers};
  for (const FieldDifference& one : fields) {
    if (one.changed == Changed::ByHead) continue;
    const auto& answer = one.changed == Changed::ByBranch ? one.branch : better(one.head, one.branch);
    if (answer) {
      proposal.answers.insert(one.field, *answer);
    } else {
      proposal.answers.remove(one.field);
    }
  }
  return proposal;
}

Conflict judge(const QList<FieldDifference>& fields) {
  const auto any = [&fields](Changed what) {
    return std::ranges::find(fields, what, &FieldDifference::changed) != fields.end();
  };
  if (any(Changed::Differently)) return Conflict::Hard;
  const bool byHead = any(Changed::ByHead) || any(Changed::AlikeByBoth);
  const bool byBranch = any(Changed::ByBranch) || any(Changed::AlikeByBoth);
  return byHead && byBranch ? Conflict::Soft : Conflict::None;
}

}  // namespace

QByteArray name(Conflict conflict) {
  return conflict == Conflict::None ? "none" : conflict == Conflict::Soft ? "soft" : "hard";
}

QByteArray name(Changed changed) {
  switch (changed) {
    case Changed::ByHead:
      return "head";
    case Changed::ByBranch:
      return "branch";
    case Changed::AlikeByBoth:
      return "both-alike";
    case Changed::Differently:
      break;
  }
  return "both-differently";
}

Result<Comparison> compare(const CaseContent& ancestor, const CaseContent& head, const CaseContent& branch) {
  if (head.serviceId != branch.serviceId) return failure(Failure::Invalid, "case.service");
  QList<QByteArray> ids = ancestor.answers.keys() + head.answers.keys() + branch.answers.keys();
  std::ranges::sort(ids);
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  Comparison comparison;
  for (const QByteArray& field : std::as_const(ids)) {
    if (auto found = difference(field, ancestor, head, branch)) comparison.fields.append(*found);
  }
  comparison.conflict = judge(comparison.fields);
  if (comparison.conflict != Conflict::Hard) comparison.proposal = together(comparison.fields, head, branch);
  return comparison;
}

}  // namespace hall::model
