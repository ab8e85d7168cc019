#include "kiosk-app/core/receipt_lookup.h"

#include <QTimer>
#include <algorithm>

#include "kiosk-app/core/receipt_code.h"
#include "kiosk-app/core/resume_code.h"

namespace hall::kiosk {

using namespace std::chrono_literals;

namespace {

constexpr int kToldDays = 180;
constexpr qsizetype kToldAtOnce = 6;  // as many as fit on the glass

Result<HandedIn> handedInWith(const outbox::Outbox& outbox, const ReceiptCode& receipt) {
  Result<model::Submission> found = outbox.find(receipt.submissionId);
  if (!found && found.error().kind == Failure::NotFound) return failure(Failure::NotFound, "lookup.unknown");
  if (found && found->digest.mid(8, 16) != receipt.digestStart) return failure(Failure::Conflict, "code.mismatch");
  if (!found) return failure(found.error());
  return HandedIn::read(outbox, std::move(*found));
}

QList<Result<HandedIn>> allOf(const outbox::Outbox& outbox, const QByteArray& subjectKey, const QDateTime& since) {
  const auto theirs = outbox.submittedBy({}, subjectKey, since);
  if (!theirs) return {failure(theirs.error())};
  if (theirs->isEmpty()) return {failure(Failure::NotFound, "lookup.none")};
  QList<Result<HandedIn>> all;
  for (const model::Submission& one : theirs->mid(0, kToldAtOnce)) all.append(HandedIn::read(outbox, one));
  return all;
}

}  // namespace

ReceiptLookup::ReceiptLookup(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, const CredentialCheck& credentials,
                             std::chrono::milliseconds patience, QObject* parent)
    : QObject(parent), m_outbox(outbox), m_store(store), m_bay(bay), m_credentials(credentials), m_patience(patience) {}

void ReceiptLookup::start() {
  stop();
  m_looking = true;
  ask();
  Q_EMIT changed();
}

void ReceiptLookup::ask() {
  m_bay.readCodes(this, m_patience, [this, round = m_round](const Result<QList<drivers::Code>>& codes) {
    if (round == m_round) take(codes);
  });
}

void ReceiptLookup::stop() {
  ++m_round;
  if (m_looking) m_bay.cancel(drivers::DeviceKind::CodeReader);
  m_looking = false;
  m_found.reset();
  m_choices.clear();
  m_verdict.reset();
  m_trouble.reset();
  Q_EMIT changed();
}

void ReceiptLookup::fail(Error error) {
  m_looking = false;
  m_trouble = std::move(error);
  Q_EMIT changed();
}

void ReceiptLookup::take(const Result<QList<drivers::Code>>& codes) {
  if (!codes && codes.error().code == "device.busy") {  // our own earlier question, cancelled but not home yet
    QTimer::singleShot(50ms, this, [this, round = m_round] {
      if (round == m_round) ask();
    });
    return;
  }
  if (!codes) {
    fail(codes.error());
    return;
  }
  // Receipts shown beside other codes are still receipts.
  QList<ReceiptCode> receipts;
  for (const drivers::Code& code : *codes) {
    const std::optional<ReceiptCode> receipt = parseReceiptCode(code.text);
    if (receipt && !receipts.contains(*receipt)) receipts.append(*receipt);
  }
  if (receipts.isEmpty()) {
    const auto resume =
        std::find_if(codes->cbegin(), codes->cend(), [](const drivers::Code& code) { return isResumeQr(code.text); });
    if (resume != codes->cend()) {
      m_looking = false;
      Q_EMIT resumeCodeSeen(resume->text);
      return;
    }
    for (const drivers::Code& code : *codes) {
      if (credential::looksLikeCredential(code.text.toUtf8())) return judge(code.text);
    }
    fail({Failure::Invalid, "code.foreign", QString()});
    return;
  }
  m_store.run(
      this,
      [&outbox = m_outbox, receipts](const std::stop_token&) {
        QList<Result<HandedIn>> found;
        for (const ReceiptCode& receipt : receipts) found.append(handedInWith(outbox, receipt));
        return found;
      },
      [this, round = m_round](QList<Result<HandedIn>> found) {
        if (round == m_round) settle(std::move(found));
      });
}

void ReceiptLookup::judge(const QString& text) {
  m_store.run(
      this, [&credentials = m_credentials, text](const std::stop_token&) { return credentials.judge(text); },
      [this, round = m_round](credential::Verdict verdict) {
        if (round != m_round) return;
        m_looking = false;
        m_verdict = std::move(verdict);
        Q_EMIT changed();
      });
}

void ReceiptLookup::settle(QList<Result<HandedIn>> receipts) {
  QList<HandedIn> known;
  for (const Result<HandedIn>& receipt : receipts) {
    if (receipt) known.append(*receipt);
  }
  if (known.isEmpty()) {
    fail(receipts.constFirst().error());
    return;
  }
  m_looking = false;
  if (known.size() == 1) {
    m_found = known.constFirst();
  } else {
    m_choices = std::move(known);
  }
  Q_EMIT changed();
}

void ReceiptLookup::choose(const QByteArray& submissionId) {
  for (const HandedIn& choice : std::as_const(m_choices)) {
    if (choice.submission.submissionId == submissionId) m_found = choice;
  }
  if (!m_found) return;
  m_choices.clear();
  Q_EMIT changed();
}

void ReceiptLookup::tellAllOf(const QByteArray& subjectKey, const QDateTime& now) {
  stop();
  m_looking = true;
  Q_EMIT changed();
  m_store.run(
      this,
      [&outbox = m_outbox, subjectKey, since = now.addDays(-kToldDays)](const std::stop_token&) {
        return allOf(outbox, subjectKey, since);
      },
      [this, round = m_round](QList<Result<HandedIn>> all) {
        if (round == m_round) settle(std::move(all));
      });
}

}  // namespace hall::kiosk
