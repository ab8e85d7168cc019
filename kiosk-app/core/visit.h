#pragma once
// One citizen's visit: the steps from the home page to the thank-you, and the way back. Holds the only copy of the
// person and the answers, and wipes both when the visit ends; so long the devices are its alone. Lives on the UI
// thread.
#include <QObject>
#include <memory>
#include <optional>

#include "kiosk-app/core/acceptance_print.h"
#include "kiosk-app/core/document_pages.h"
#include "kiosk-app/core/drafts.h"
#include "kiosk-app/core/identification.h"
#include "kiosk-app/core/receipt_lookup.h"
#include "kiosk-app/core/resume_codes.h"
#include "kiosk-app/core/session.h"
#include "kiosk-app/core/submitting.h"
#include "sync/base/log.h"
#include "sync/catalogue/catalogue.h"
#include "sync/model/form.h"

namespace hall::kiosk {

class Visit : public QObject {
  Q_OBJECT

 public:
  enum class Step {
    Home,
    Find,
    Guide,
    Identify,
    Confirm,
    NotEligible,
    Question,
    Document,  // a question that is answered with a paper
    Review,
    Keeping,
    Receipt,
    Rating,
    Thanks,
    Lookup,
    Unavailable,
    TakeCode,  // leaves in the middle, with a code to go on without the card
    TypeCode,  // and comes back with it
  };
  Q_ENUM(Step)
  using Service = catalogue::Catalogue::Service;
  using Form = model::Form;

  struct Parts {
    const catalogue::Catalogue& catalogue;
    Session& session;
    Identification& identification;
    Drafts& drafts;
    DocumentPages& pages;
    Submitting& submitting;
    AcceptancePrint& acceptance;
    ReceiptLookup& lookup;
    ResumeCodes& codes;
    const model::Words& words;
    const Settings& settings;
    const Clock& clock;
    drivers::Bay& bay;
    Log& log;
  };
  explicit Visit(const Parts& parts, QObject* parent = nullptr);
  ~Visit() override;

  [[nodiscard]] Step step() const { return m_step; }
  [[nodiscard]] const Service& service() const { return m_service; }
  [[nodiscard]] const Form* form() const { return m_form ? &*m_form : nullptr; }
  [[nodiscard]] const Person* person() const { return m_person.get(); }  // null before the card was read
  [[nodiscard]] const model::Field* question() const;
  [[nodiscard]] bool resumed() const { return m_resumed; }  // answers of an earlier, unfinished visit came back
  // The same matter, handed in here by the same person before: told before it is filled in again.
  [[nodiscard]] const std::optional<HandedIn>& handedIn() const { return m_handedIn; }
  [[nodiscard]] const std::optional<Error>& trouble() const { return m_trouble; }
  // A visit is over and the card that was read in it still lies on the reader, as far as that can be told.
  [[nodiscard]] bool cardLeft() const { return m_cardLeft; }
  // Other services this person is entitled to, to be offered when the matter is done.
  [[nodiscard]] QList<Service> offers() const;

  void begin();
  void choose(const QByteArray& serviceId);
  void startForm();  // from the guide: identify, or go on with the person who is already known
  void confirmPerson();
  void rejectPerson();
  std::optional<model::FieldFault> answer(const QString& value);
  // What stands in the field of a question that is not answered yet; kept with the draft, so that no digit is lost.
  void typing(const QString& value);
  [[nodiscard]] QString typed(const QByteArray& field) const;
  // A question for a paper: photographed page by page, then done with; or brought to the counter.
  void photograph();
  void stopPhotograph();
  void removePage(const QByteArray& pageId);
  void retakePage(const QByteArray& pageId);  // removed, and the next one looked for at once
  std::optional<model::FieldFault> finishDocument();
  std::optional<model::FieldFault> bringToCounter();
  [[nodiscard]] const DocumentPages& pages() const { return m_parts.pages; }
  void change(const QByteArray& field);  // from the review: ask this one again, then come back
  void submit();
  // The acceptance notice on A4: only with the platform's number, and only while it can be printed.
  [[nodiscard]] bool offersNotice() const;
  void printNotice();
  void goToRating();
  void takeOffer(const QByteArray& serviceId);  // rate what is done, then go on with this one
  void rate(int stars);                         // 0: would rather not
  void lookUp();
  // Before leaving: only what is safe in a draft can be opened again by a code.
  [[nodiscard]] bool offersCode() const;
  void leaveWithCode();
  void typeCode();
  void back();
  void end();
  // New visits are refused while the outbox cannot keep them; a running one goes on.
  void setGate(std::optional<Error> reason);

 Q_SIGNALS:
  void changed();
  void stepChanged();

 private:
  void go(Step step);
  void claimDevices();
  void closeCase();
  [[nodiscard]] bool over() const { return m_step == Step::Thanks || m_step == Step::Home; }
  void lookForCard();
  void meet(std::shared_ptr<Person> person);
  void openForm(const Before& before);
  void openByCode(const Draft& draft);
  void showForm(const std::optional<Draft>& draft, model::Evidence evidence);
  void askFrom(const model::Field* question);
  void askNext();
  void answered();
  void pageCameOrWent(const QByteArray& field);
  void forgetLostPages();
  [[nodiscard]] QList<QByteArray> photographed() const;
  [[nodiscard]] static Step stepOf(const model::Field& question);
  void saveDraft();
  void previousQuestion();

  Parts m_parts;
  Step m_step = Step::Home;
  Step m_stepBeforeCode = Step::Home;
  bool m_claiming = false;  // from the first touch to the wipe
  bool m_cardLeft = false;
  Service m_service;
  std::shared_ptr<Person> m_person;
  std::optional<Form> m_form;
  QByteArray m_caseId;
  QByteArray m_question;
  QString m_typed;  // for m_typedField
  QByteArray m_typedField;
  bool m_changing = false;
  bool m_resumed = false;
  std::optional<HandedIn> m_handedIn;
  QByteArray m_offer;
  std::optional<Error> m_trouble;
  std::optional<Error> m_gate;
  QTimer m_thanks;
};

}  // namespace hall::kiosk
