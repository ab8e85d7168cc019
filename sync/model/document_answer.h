#pragma once
// The answer to a question that asks for a paper: its photographed pages in order, each by the digest of its plain
// bytes, so that whoever opens the submission can tell which attachment is which page; or that the citizen brings the
// paper to the counter. As text it is what forms, drafts and submissions carry. A value; any thread.
#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>

namespace hall::model {

struct DocumentAnswer {
  bool atCounter = false;
  QList<QByteArray> pages;  // contentDigest() of each; empty at the counter

  // "counter", or the digests with one space between.
  [[nodiscard]] QString text() const;
  static std::optional<DocumentAnswer> parse(const QString& text);
};

}  // namespace hall::model
