#pragma once
// The papers a citizen may take home. The local slip says only what is true: kept here, not yet received; the one for a
// held submission sends its bearer to the counter. All show the words of the citizen's language; numbers and times as
// people write them. Pure; any thread.
#include "drivers/receipt_printer.h"
#include "sync/model/service_definition.h"
#include "sync/model/submission.h"
#include "sync/model/words.h"

namespace hall::kiosk {

struct ReceiptFacts {
  model::LocalText hallName;
  model::LocalText serviceName;
  model::Submission submission;
  QList<model::LocalText> materials{};  // materials.h
};

// "2026年11月2日 9:30" / "2 Nov 2026, 9:30", in the hall's time.
QString timeText(const QDateTime& time, model::Language language);
QString dayText(const QDateTime& time, model::Language language);
// The terminal's own number of this submission, as it is called out: "0012".
QString localNumber(const model::Submission& submission);

// Official if the submission has a receipt, held or local otherwise.
drivers::Paper receiptPaper(const ReceiptFacts& facts, const model::Words& words, model::Language language);

}  // namespace hall::kiosk
