#pragma once
// The acceptance notice on A4 for whoever wants it, written into the ledger before and after like every print. What
// was printed, or may have been, is not printed again; one that a crash interrupted stays asked in the ledger until a
// person has looked. Lives on the UI thread.
#include <QObject>
#include <functional>
#include <memory>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/person.h"
#include "sync/base/lane.h"
#include "sync/catalogue/catalogue.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

// What the notice is made of. Holds a person; wiped when it dies.
struct NoticeFacts {
  catalogue::Catalogue::Service service;
  model::Submission submission;  // with its receipt
  QString applicant;
  QString applicantNumber;
  QList<model::LocalText> materials;

  NoticeFacts(catalogue::Catalogue::Service itsService, model::Submission itsSubmission, const Person& person,
              QList<model::LocalText> itsMaterials = {});
  NoticeFacts(const NoticeFacts&) = delete;
  NoticeFacts& operator=(const NoticeFacts&) = delete;
  ~NoticeFacts();
};

class AcceptancePrint : public QObject {
  Q_OBJECT

 public:
  enum class State { None, Printing, Printed, Trouble };
  using Make = std::function<Result<QByteArray>(const NoticeFacts&)>;  // the PDF; called on the store's lane

  AcceptancePrint(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, Make make, QObject* parent = nullptr);

  // Nothing happens unless it is offered.
  void print(std::shared_ptr<const NoticeFacts> facts);
  // Another matter or another citizen: a page that names this one is not sent to the printer any more.
  void forget();

  // While a page printer is online; after trouble whatever the printer says, as only a try tells.
  [[nodiscard]] bool offered() const;
  [[nodiscard]] State state() const { return m_state; }
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }

 Q_SIGNALS:
  void changed();

 private:
  struct Asked {
    QByteArray effectId;
    QByteArray pdf;
  };
  void send(const Asked& asked, int round);
  void write(const QByteArray& effectId, const Result<void>& outcome);
  void end(const Result<void>& outcome);

  outbox::Outbox& m_outbox;
  Lane& m_store;
  drivers::Bay& m_bay;
  const Make m_make;
  int m_round = 0;  // counts matters: the answer to an earlier one is not shown at the next
  bool m_online = false;
  State m_state = State::None;
  std::optional<Error> m_trouble;
};

}  // namespace hall::kiosk
