#pragma once
// All that the citizen's pages are given: the step they are at, and one controller per group of pages. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "kiosk-app/assist/switch_input.h"
#include "kiosk-app/citizen/call_controller.h"
#include "kiosk-app/citizen/code_controller.h"
#include "kiosk-app/citizen/document_controller.h"
#include "kiosk-app/citizen/find_controller.h"
#include "kiosk-app/citizen/matter_controller.h"
#include "kiosk-app/citizen/question_controller.h"
#include "kiosk-app/citizen/receipt_controller.h"
#include "kiosk-app/citizen/session_controller.h"
#include "kiosk-app/core/staff_sign.h"

namespace hall::kiosk {

class CitizenDesk : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(Step step READ step NOTIFY stepChanged)
  Q_PROPERTY(QString hallName READ hallName NOTIFY languageChanged)
  Q_PROPERTY(bool cardLeft READ cardLeft NOTIFY cardLeftChanged)  // a card lies on the reader though its visit is over
  Q_PROPERTY(QString staffSign READ staffSign NOTIFY staffSignChanged)  // empty: staff need know nothing
  Q_PROPERTY(int draftDays READ draftDays CONSTANT)
  Q_PROPERTY(bool english READ english NOTIFY languageChanged)
  Q_PROPERTY(hall::kiosk::SessionController* session READ session CONSTANT)
  Q_PROPERTY(hall::kiosk::CallController* call READ call CONSTANT)
  Q_PROPERTY(hall::kiosk::SwitchInput* switches READ switches CONSTANT)
  Q_PROPERTY(hall::kiosk::CodeController* code READ code CONSTANT)
  Q_PROPERTY(hall::kiosk::FindController* find READ find CONSTANT)
  Q_PROPERTY(hall::kiosk::MatterController* matter READ matter CONSTANT)
  Q_PROPERTY(hall::kiosk::QuestionController* question READ question CONSTANT)
  Q_PROPERTY(hall::kiosk::DocumentController* document READ document CONSTANT)
  Q_PROPERTY(hall::kiosk::ReceiptController* receipt READ receipt CONSTANT)

 public:
  enum class Step {
    Home,
    Find,
    Guide,
    Identify,
    Confirm,
    NotEligible,
    Question,
    Document,
    Review,
    Keeping,
    Receipt,
    Rating,
    Thanks,
    Lookup,
    Unavailable,
    TakeCode,
    TypeCode,
  };
  Q_ENUM(Step)

  CitizenDesk(const ReceiptController::Parts& parts, ResumeCodes& codes, const Identification& identification,
              const Settings& settings, Session& session, Surroundings& surroundings);

  [[nodiscard]] Step step() const { return static_cast<Step>(m_visit.step()); }
  [[nodiscard]] QString hallName() const { return m_settings.hallName.in(m_session.language()); }
  [[nodiscard]] bool cardLeft() const { return m_visit.cardLeft(); }
  [[nodiscard]] QString staffSign() const;
  void setStaffFacts(StaffFacts facts, const QDateTime& now);
  [[nodiscard]] int draftDays() const { return m_settings.draftDays; }
  [[nodiscard]] bool english() const { return m_session.language() == model::Language::English; }
  [[nodiscard]] SessionController* session() { return &m_sessionController; }
  [[nodiscard]] CallController* call() { return &m_call; }
  [[nodiscard]] SwitchInput* switches() { return &m_switches; }
  [[nodiscard]] CodeController* code() { return &m_code; }
  [[nodiscard]] FindController* find() { return &m_find; }
  [[nodiscard]] MatterController* matter() { return &m_matter; }
  [[nodiscard]] QuestionController* question() { return &m_question; }
  [[nodiscard]] DocumentController* document() { return &m_document; }
  [[nodiscard]] ReceiptController* receipt() { return &m_receipt; }

  Q_INVOKABLE void begin() { m_visit.begin(); }
  Q_INVOKABLE void lookUp() { m_visit.lookUp(); }
  Q_INVOKABLE void back() { m_visit.back(); }
  Q_INVOKABLE void end() { m_visit.end(); }

 Q_SIGNALS:
  void stepChanged();
  void languageChanged();
  void cardLeftChanged();
  void staffSignChanged();

 private:
  Visit& m_visit;
  const Settings& m_settings;
  Session& m_session;
  const model::Words& m_words;
  StaffFacts m_staffFacts;
  QDateTime m_staffFactsAt;
  SessionController m_sessionController;
  CallController m_call;
  SwitchInput m_switches;
  CodeController m_code;
  FindController m_find;
  MatterController m_matter;
  QuestionController m_question;
  DocumentController m_document;
  ReceiptController m_receipt;
};

}  // namespace hall::kiosk
