#include "kiosk-app/core/receipt_paper.h"

#include <QLocale>

#include "kiosk-app/core/receipt_code.h"

namespace hall::kiosk {

using drivers::PaperLine;
using model::Language;

namespace {

QDateTime inBeijing(const QDateTime& time) {
  return time.toOffsetFromUtc(8 * 3600);
}

}  // namespace

QString timeText(const QDateTime& time, Language language) {
  const QString clock = inBeijing(time).time().toString(QStringLiteral("h:mm"));
  return dayText(time, language) + (language == Language::Chinese ? QStringLiteral(" ") : QStringLiteral(", ")) + clock;
}

QString dayText(const QDateTime& time, Language language) {
  const QDate day = inBeijing(time).date();
  if (language == Language::Chinese) {
    return QStringLiteral("%1年%2月%3日").arg(day.year()).arg(day.month()).arg(day.day());
  }
  return QLocale::c().toString(day, QStringLiteral("d MMM yyyy"));
}

QString localNumber(const model::Submission& submission) {
  return QString::number(submission.terminalSeq).rightJustified(4, u'0');
}

drivers::Paper receiptPaper(const ReceiptFacts& facts, const model::Words& words, Language language) {
  const bool official = facts.submission.receipt.has_value();
  const bool held = facts.submission.state == model::SubmissionState::Held;
  const QString kind = official ? QStringLiteral("paper.official.")
                       : held   ? QStringLiteral("paper.held.")
                                : QStringLiteral("paper.local.");
  const auto word = [&](const QString& id) { return words.text(id, language); };
  const auto centred = [](const QString& text, PaperLine::Size size) {
    return PaperLine{PaperLine::Kind::Text, text, PaperLine::Align::Centre, size};
  };
  const auto line = [&](const char* id, const QString& value) {
    return PaperLine{PaperLine::Kind::Text, word(QLatin1String(id)).arg(value)};
  };
  drivers::Paper paper{centred(facts.hallName.in(language), PaperLine::Size::Normal),
                       centred(word(kind + QStringLiteral("title")), PaperLine::Size::Large),
                       PaperLine{PaperLine::Kind::Rule, {}}, line("paper.service", facts.serviceName.in(language))};
  if (official) {
    paper.append(line("paper.acceptance_no", QString::fromUtf8(facts.submission.receipt->acceptanceNo)));
    paper.append(line("paper.received_at", timeText(facts.submission.receipt->receivedAt, language)));
  } else {
    paper.append(line("paper.kept_at", timeText(facts.submission.sealedAt, language)));
  }
  paper.append(line("paper.local_number", localNumber(facts.submission)));
  for (const model::LocalText& material : facts.materials) {
    paper.append({PaperLine::Kind::Text, material.in(language)});
  }
  paper.append(PaperLine{PaperLine::Kind::Rule, {}});
  paper.append({PaperLine::Kind::Text, word(kind + QStringLiteral("meaning"))});
  paper.append({PaperLine::Kind::Code, receiptCodeText(facts.submission.submissionId, facts.submission.digest),
                PaperLine::Align::Centre});
  paper.append(centred(word(QStringLiteral("paper.scan")), PaperLine::Size::Normal));
  return paper;
}

}  // namespace hall::kiosk
