#include "kiosk-app/citizen/code_controller.h"

#include "kiosk-app/core/notice.h"
#include "kiosk-app/core/resume_code.h"
#include "sync/base/wipe.h"

namespace hall::kiosk {

CodeController::CodeController(Visit& visit, ResumeCodes& codes, const Session& session, const model::Words& words,
                               QObject* parent)
    : QObject(parent), m_visit(visit), m_codes(codes), m_session(session), m_words(words) {
  connect(&visit, &Visit::stepChanged, this, &CodeController::letGo);
  connect(&visit, &Visit::changed, this, &CodeController::changed);
  connect(&codes, &ResumeCodes::changed, this, &CodeController::changed);
  connect(&session, &Session::languageChanged, this, &CodeController::changed);
}

CodeController::~CodeController() {
  hall::wipe(m_typed);
}

void CodeController::letGo() {
  if (m_visit.step() == Visit::Step::TypeCode) return;
  hall::wipe(m_typed);
  m_typed.clear();
}

QString CodeController::code() const {
  return inGroups(m_codes.code());
}

QString CodeController::qr() const {
  return m_codes.code().isEmpty() ? QString() : resumeQr(m_codes.code());
}

QString CodeController::slip() const {
  switch (m_codes.slip()) {
    case ResumeCodes::Slip::None:
      return {};
    case ResumeCodes::Slip::Printing:
      return word(QStringLiteral("code.printing"));
    case ResumeCodes::Slip::Printed:
      return word(QStringLiteral("code.printed"));
    case ResumeCodes::Slip::Trouble:
      break;
  }
  const auto& trouble = m_codes.printTrouble();
  return trouble ? word(QStringLiteral("code.not_printed")) : QString();
}

QString CodeController::typed() const {
  return inGroups(m_typed);
}

bool CodeController::whole() const {
  return m_typed.size() == kResumeDigits;
}

QString CodeController::trouble() const {
  const auto& trouble = m_codes.trouble();
  return trouble ? word(noticeFor(*trouble, m_words).citizen) : QString();
}

void CodeController::digit(const QString& digit) {
  if (m_codes.opening() || m_typed.size() >= kResumeDigits) return;
  m_typed += digit;
  Q_EMIT changed();
}

void CodeController::erase() {
  if (m_codes.opening()) return;
  m_typed.chop(1);
  Q_EMIT changed();
}

void CodeController::open() {
  m_codes.open(m_typed);
}

}  // namespace hall::kiosk
