#include "kiosk-app/citizen/citizen_desk.h"

namespace hall::kiosk {

namespace {

SwitchProfile usualSwitches(const Settings& settings) {
  return {static_cast<quint32>(settings.switchMove), static_cast<quint32>(settings.switchSelect),
          std::chrono::milliseconds(settings.switchHold), std::chrono::milliseconds(settings.switchDebounce)};
}

}  // namespace

static_assert(static_cast<int>(CitizenDesk::Step::TypeCode) == static_cast<int>(Visit::Step::TypeCode),
              "the pages know the same steps as the visit");

CitizenDesk::CitizenDesk(const ReceiptController::Parts& parts, ResumeCodes& codes,
                         const Identification& identification, const Settings& settings, Session& session,
                         Surroundings& surroundings)
    : m_visit(parts.visit),
      m_settings(settings),
      m_session(session),
      m_words(parts.words),
      m_sessionController(session),
      m_call(surroundings),
      m_switches(usualSwitches(settings)),
      m_code(parts.visit, codes, session, parts.words),
      m_find(parts.catalogue, parts.visit, session),
      m_matter(parts.visit, identification, session, parts.words),
      m_question(parts.visit, session, parts.words),
      m_document(parts.visit, session, parts.words),
      m_receipt(parts) {
  connect(&parts.visit, &Visit::stepChanged, this, &CitizenDesk::stepChanged);
  connect(&parts.visit, &Visit::changed, this, &CitizenDesk::cardLeftChanged);
  // What was calibrated is the citizen's: it goes when they go, also when they went without beginning anything.
  connect(&m_switches, &SwitchInput::changed, &session, [this, &session] {
    if (m_switches.calibrating()) session.watch();
  });
  connect(&session, &Session::wasReset, &m_switches, &SwitchInput::reset);
  connect(&m_switches, &SwitchInput::stuck, &surroundings, &Surroundings::reportStuckSwitch);
  connect(&surroundings, &Surroundings::keypadGone, &m_switches, &SwitchInput::unplugged);
  connect(&session, &Session::languageChanged, this, &CitizenDesk::languageChanged);
  connect(&session, &Session::languageChanged, this, &CitizenDesk::staffSignChanged);
}

QString CitizenDesk::staffSign() const {
  return kiosk::staffSign(m_staffFacts, m_staffFactsAt, m_words, m_session.language());
}

void CitizenDesk::setStaffFacts(StaffFacts facts, const QDateTime& now) {
  m_staffFacts = std::move(facts);
  m_staffFactsAt = now;
  Q_EMIT staffSignChanged();
}

}  // namespace hall::kiosk
