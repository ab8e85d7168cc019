#include "kiosk-app/core/resume_codes.h"

#include "kiosk-app/core/resume_code.h"
#include "sync/base/wipe.h"
#include "sync/seal/holder_hash.h"

namespace hall::kiosk {

using drivers::PaperLine;

ResumeCodes::ResumeCodes(Drafts& drafts, drivers::Bay& bay, const model::Words& words, const Settings& settings,
                         const Clock& clock, QObject* parent)
    : QObject(parent), m_drafts(drafts), m_bay(bay), m_words(words), m_settings(settings), m_clock(clock) {}

ResumeCodes::~ResumeCodes() {
  hall::wipe(m_code);
}

void ResumeCodes::give(const QByteArray& caseId, const model::LocalText& serviceName, model::Language language) {
  if (m_giving == Giving::Making) return;
  std::optional<QString> code;
  while (!code) {
    auto random = seal::freshSalt();
    const auto more = seal::freshSalt();
    if (!random || !more) {
      m_giving = Giving::Failed;
      fail(random ? more.error() : random.error());
      return;
    }
    code = resumeCode(*random + *more);
    hall::wipe(*random);
  }
  m_giving = Giving::Making;
  m_serviceName = serviceName;
  m_language = language;
  m_trouble.reset();
  m_drafts.giveCode(caseId, *code, this, [this, code = *code, visit = m_visit](const Result<void>& outcome) {
    if (visit == m_visit) given(outcome, code);
  });
  Q_EMIT changed();
}

void ResumeCodes::given(const Result<void>& outcome, const QString& code) {
  m_giving = outcome ? Giving::Given : Giving::Failed;
  if (!outcome) {
    fail(outcome.error());
    return;
  }
  m_code = QString(code.constData(), code.size());
  print();
}

// It names nobody; what it opens is behind it.
void ResumeCodes::print() {
  m_slip = Slip::Printing;
  m_printTrouble.reset();
  const auto word = [this](const char* id) { return m_words.text(QLatin1String(id), m_language); };
  const drivers::Paper paper{
      {PaperLine::Kind::Text, m_settings.hallName.in(m_language), PaperLine::Align::Centre},
      {PaperLine::Kind::Text, word("paper.code.title"), PaperLine::Align::Centre, PaperLine::Size::Large},
      {PaperLine::Kind::Rule, {}},
      {PaperLine::Kind::Text, word("paper.service").arg(m_serviceName.in(m_language))},
      // In two lines, so that the narrowest paper does not break a group.
      {PaperLine::Kind::Text, inGroups(m_code.first(8)), PaperLine::Align::Centre, PaperLine::Size::Large},
      {PaperLine::Kind::Text, inGroups(m_code.sliced(8)), PaperLine::Align::Centre, PaperLine::Size::Large},
      {PaperLine::Kind::Code, resumeQr(m_code), PaperLine::Align::Centre},
      {PaperLine::Kind::Text, word("paper.code.use").arg(m_settings.draftDays)},
      {PaperLine::Kind::Text, word("paper.code.secret")}};
  m_bay.print(this, paper, [this, visit = m_visit](const Result<void>& outcome) {
    if (visit != m_visit) return;
    m_slip = outcome ? Slip::Printed : Slip::Trouble;
    if (!outcome) m_printTrouble = outcome.error();
    Q_EMIT changed();
  });
  Q_EMIT changed();
}

void ResumeCodes::printAgain() {
  if (m_giving == Giving::Given && m_slip != Slip::Printing) print();
}

bool ResumeCodes::mustWait() const {
  return m_wrong >= kWrongCodes && m_clock.monotonic() < m_lastWrong + kPause;
}

void ResumeCodes::open(const QString& typed) {
  if (m_opening) return;
  const std::optional<QString> code = readResumeCode(typed);
  // A slip of the finger is no guess: it is told before anything is tried.
  if (!code) return fail({Failure::Invalid, "code.mistyped", {}});
  if (mustWait()) return fail({Failure::Busy, "resume.wait", {}});
  if (m_wrong >= kWrongCodes) m_wrong = 0;
  m_opening = true;
  m_trouble.reset();
  m_drafts.openByCode(*code, this, [this, visit = m_visit](const Result<Draft>& draft) {
    if (visit == m_visit) {
      take(draft);
    } else if (draft) {
      m_drafts.close(draft->caseId);
    }
  });
  Q_EMIT changed();
}

void ResumeCodes::take(const Result<Draft>& draft) {
  m_opening = false;
  if (draft) {
    m_wrong = 0;
    Q_EMIT changed();
    Q_EMIT opened(*draft);
    return;
  }
  const bool wrong = draft.error().kind == Failure::NotFound;
  if (wrong) {
    ++m_wrong;
    m_lastWrong = m_clock.monotonic();
  }
  fail(wrong ? Error{Failure::NotFound, "resume.unknown", {}} : draft.error());
}

void ResumeCodes::fail(Error error) {
  m_trouble = std::move(error);
  Q_EMIT changed();
}

void ResumeCodes::forget() {
  ++m_visit;
  hall::wipe(m_code);
  m_code.clear();
  m_giving = Giving::None;
  m_slip = Slip::None;
  m_opening = false;
  m_trouble.reset();
  m_printTrouble.reset();
  Q_EMIT changed();
}

}  // namespace hall::kiosk
