#pragma once
// "How far is my case?": reads the QR code of a receipt and says what this terminal knows of it. Lives on the UI
// thread.
#include <QObject>
#include <optional>

#include "drivers/bay.h"
#include "sync/base/lane.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

class ReceiptLookup : public QObject {
  Q_OBJECT

 public:
  ReceiptLookup(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay,
                std::chrono::milliseconds patience = std::chrono::seconds(30), QObject* parent = nullptr);

  void start();
  void stop();
  [[nodiscard]] bool looking() const { return m_looking; }
  [[nodiscard]] const std::optional<model::Submission>& found() const { return m_found; }
  // code.unreadable, code.foreign (no receipt of ours), code.mismatch, lookup.unknown (from another machine), ...
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

 Q_SIGNALS:
  void changed();

 private:
  void ask();
  void take(const Result<QList<drivers::Code>>& codes);
  void fail(Error error);

  outbox::Outbox& m_outbox;
  Lane& m_store;
  drivers::Bay& m_bay;
  const std::chrono::milliseconds m_patience;  // before a code
  bool m_looking = false;
  int m_round = 0;
  std::optional<model::Submission> m_found;
  std::optional<Error> m_trouble;
};

}  // namespace hall::kiosk
