#pragma once
// "How far is my case?": reads the QR code of a receipt and says what this terminal knows of it. Of several codes in
// view the one that is a receipt of this terminal is meant; of several such receipts the citizen is asked which. A
// signed credential, shown instead, is judged offline. Whoever lays an ID card down instead is told of what that person
// has handed in here. Lives on the UI thread.
#include <QObject>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/credential_check.h"
#include "kiosk-app/core/handed_in.h"
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
  [[nodiscard]] const std::optional<HandedIn>& found() const { return m_found; }
  // Not empty while the citizen is asked which of several receipts is meant.
  [[nodiscard]] const QList<HandedIn>& choices() const { return m_choices; }
  void choose(const QByteArray& submissionId);
  // Instead of a code: what the person of that key (Drafts::subjectKey) has handed in of late, "lookup.none" if
  // nothing.
  void tellAllOf(const QByteArray& subjectKey, const QDateTime& now);
  // What a signed credential was judged to be; believed only when it is valid.
  [[nodiscard]] const std::optional<credential::Verdict>& verdict() const { return m_verdict; }
  // code.unreadable, code.foreign (no receipt of ours), code.mismatch, lookup.unknown (from another machine),
  // lookup.none, ...
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

 Q_SIGNALS:
  void changed();
  void resumeCodeSeen(const QString& code);  // not a receipt: somebody wants to go on

 private:
  void ask();
  void take(const Result<QList<drivers::Code>>& codes);
  void judge(const QString& text);
  void settle(QList<Result<HandedIn>> receipts);
  void fail(Error error);

  outbox::Outbox& m_outbox;
  Lane& m_store;
  drivers::Bay& m_bay;
  const CredentialCheck& m_credentials;
  const std::chrono::milliseconds m_patience;  // before a code
  bool m_looking = false;
  int m_round = 0;
  std::optional<HandedIn> m_found;
  QList<HandedIn> m_choices;
  std::optional<credential::Verdict> m_verdict;
  std::optional<Error> m_trouble;
};

}  // namespace hall::kiosk
