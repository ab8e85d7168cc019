#pragma once
// "How far is my case?": reads the QR code of a receipt and says what this terminal knows of it. Of several codes in
// view the one that is a receipt of this terminal is meant; of several such receipts the citizen is asked which. A
// signed credential, shown instead, is judged offline. Lives on the UI thread.
#include <QObject>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/credential_check.h"
#include "sync/base/lane.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

class ReceiptLookup : public QObject {
  Q_OBJECT

 public:
  ReceiptLookup(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, const CredentialCheck& credentials,
                std::chrono::milliseconds patience = std::chrono::seconds(30), QObject* parent = nullptr);

  void start();
  void stop();
  [[nodiscard]] bool looking() const { return m_looking; }
  [[nodiscard]] const std::optional<model::Submission>& found() const { return m_found; }
  // Not empty while the citizen is asked which of several receipts is meant.
  [[nodiscard]] const QList<model::Submission>& choices() const { return m_choices; }
  void choose(const QByteArray& submissionId);
  // What a signed credential was judged to be; believed only when it is valid.
  [[nodiscard]] const std::optional<credential::Verdict>& verdict() const { return m_verdict; }
  // code.unreadable, code.foreign (no receipt of ours), code.mismatch, lookup.unknown (from another machine), ...
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

 Q_SIGNALS:
  void changed();

 private:
  void ask();
  void take(const Result<QList<drivers::Code>>& codes);
  void judge(const QString& text);
  void settle(QList<Result<model::Submission>> receipts);
  void fail(Error error);

  outbox::Outbox& m_outbox;
  Lane& m_store;
  drivers::Bay& m_bay;
  const CredentialCheck& m_credentials;
  const std::chrono::milliseconds m_patience;  // before a code
  bool m_looking = false;
  int m_round = 0;
  std::optional<model::Submission> m_found;
  QList<model::Submission> m_choices;
  std::optional<credential::Verdict> m_verdict;
  std::optional<Error> m_trouble;
};

}  // namespace hall::kiosk
