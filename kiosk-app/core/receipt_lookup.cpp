#include "kiosk-app/core/receipt_lookup.h"

#include <QTimer>

#include "kiosk-app/core/receipt_code.h"

namespace hall::kiosk {

using namespace std::chrono_literals;

ReceiptLookup::ReceiptLookup(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, std::chrono::milliseconds patience,
                             QObject* parent)
    : QObject(parent), m_outbox(outbox), m_store(store), m_bay(bay), m_patience(patience) {}

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
  // A receipt shown beside other codes is still the receipt.
  std::optional<ReceiptCode> receipt;
  for (const drivers::Code& code : *codes) {
    if (!receipt) receipt = parseReceiptCode(code.text);
  }
  if (!receipt) {
    fail({Failure::Invalid, "code.foreign", QString()});
    return;
  }
  m_store.run(
      this, [&outbox = m_outbox, id = receipt->submissionId](const std::stop_token&) { return outbox.find(id); },
      [this, round = m_round, start = receipt->digestStart](const Result<model::Submission>& found) {
        if (round != m_round) return;
        if (!found) {
          const bool elsewhere = found.error().kind == Failure::NotFound;
          fail(elsewhere ? Error{Failure::NotFound, "lookup.unknown", QString()} : found.error());
        } else if (found->digest.mid(8, 16) != start) {
          fail({Failure::Conflict, "code.mismatch", QString()});
        } else {
          m_looking = false;
          m_found = *found;
          Q_EMIT changed();
        }
      });
}

}  // namespace hall::kiosk
