#include "kiosk-app/citizen/citizen_desk.h"

namespace hall::kiosk {

static_assert(static_cast<int>(CitizenDesk::Step::Unavailable) == static_cast<int>(Visit::Step::Unavailable),
              "the pages know the same steps as the visit");

CitizenDesk::CitizenDesk(const ReceiptController::Parts& parts, const Identification& identification,
                         const Settings& settings, Session& session, Surroundings& surroundings)
    : m_visit(parts.visit),
      m_settings(settings),
      m_session(session),
      m_sessionController(session),
      m_call(surroundings),
      m_find(parts.catalogue, parts.visit, session),
      m_matter(parts.visit, identification, session, parts.words),
      m_question(parts.visit, session, parts.words),
      m_receipt(parts) {
  connect(&parts.visit, &Visit::stepChanged, this, &CitizenDesk::stepChanged);
  connect(&parts.visit, &Visit::changed, this, &CitizenDesk::cardLeftChanged);
  connect(&session, &Session::languageChanged, this, &CitizenDesk::languageChanged);
}

}  // namespace hall::kiosk
