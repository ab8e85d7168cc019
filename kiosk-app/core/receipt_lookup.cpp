#include "kiosk-app/core/receipt_lookup.h"

#include <QTimer>

#include "kiosk-app/core/receipt_code.h"

namespace hall::kiosk {

using namespace std::chrono_literals;

namespace {

Result<model::Submission> submissionOf(outbox::Outbox& outbox, const ReceiptCode& receipt) {
  Result<model::Submission> found = outbox.find(receipt.submissionId);
  if (!found && found.error().kind == Failure::NotFound) return failure(Failure::NotFound, "lookup.unknown");
  if (found && found->digest.mid(8, 16) != receipt.digestStart) return failure(Failure::Conflict, "code.mismatch");
  return found;
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
    for (const drivers::Code& code : *codes) {
      if (credential::looksLikeCredential(code.text.toUtf8())) return judge(code.text);
    }
    fail({Failure::Invalid, "code.foreign", QString()});
    return;
  }
  m_store.run(
      this,
      [&outbox = m_outbox, receipts](const std::stop_token&) {
        QList<Result<model::Submission>> found;
        for (const ReceiptCode& receipt : receipts) found.append(submissionOf(outbox, receipt));
        return found;
      },
      [this, round = m_round](QList<Result<model::Submission>> found) {
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

void ReceiptLookup::settle(QList<Result<model::Submission>> receipts) {
  QList<model::Submission> known;
  for (const Result<model::Submission>& receipt : receipts) {
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
  for (const model::Submission& choice : std::as_const(m_choices)) {
    if (choice.submissionId == submissionId) m_found = choice;
  }
  if (!m_found) return;
  m_choices.clear();
  Q_EMIT changed();
}

}  // namespace hall::kiosk
