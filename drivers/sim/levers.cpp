#include "drivers/sim/levers.h"

#include <QVariantMap>
#include <algorithm>

#include "drivers/idcard/id_card_text.h"

namespace hall::drivers::sim {

Levers::Levers(std::shared_ptr<Stage> stage, QList<Person> people, QObject* parent)
    : QObject(parent), m_stage(std::move(stage)), m_people(std::move(people)) {}

void Levers::turn(const std::function<void(Stage::State&)>& how) {
  m_stage->change(how);
  Q_EMIT changed();
}

QVariantList Levers::people() const {
  QVariantList list;
  for (const Person& person : m_people) {
    list.append(QVariantMap{{QStringLiteral("key"), person.key},
                            {QStringLiteral("name"), person.card.name},
                            {QStringLiteral("text"), person.text}});
  }
  return list;
}

Levers::CardFault Levers::cardFault() const {
  return static_cast<CardFault>(m_stage->look().fault);
}

Levers::PaperLevel Levers::paper() const {
  const PaperState paper = m_stage->look().paper;
  return paper == PaperState::Out ? PaperOut : paper == PaperState::Low ? PaperLow : PaperFull;
}

Levers::View Levers::view() const {
  return static_cast<View>(m_stage->look().view);
}

bool Levers::layCard(const QString& key) {
  const auto person = std::find_if(m_people.cbegin(), m_people.cend(), [&](const Person& p) { return p.key == key; });
  if (person == m_people.cend()) {
    return false;
  }
  m_card = key;
  turn([&](Stage::State& state) {
    state.card = formatCardText(person->card);
    state.newestAddress = person->card.newestAddress;
    state.fingerprint = person->card.fingerprint;
  });
  return true;
}

void Levers::takeCard() {
  m_card.clear();
  turn([](Stage::State& state) { state.card.reset(); });
}

void Levers::setCardFault(CardFault fault) {
  turn([fault](Stage::State& state) { state.fault = static_cast<sim::CardFault>(fault); });
  Q_EMIT disturbed(DeviceKind::IdCardReader);
}

void Levers::setPaper(PaperLevel paper) {
  turn([paper](Stage::State& state) {
    state.paper = paper == PaperOut ? PaperState::Out : paper == PaperLow ? PaperState::Low : PaperState::Full;
  });
  Q_EMIT disturbed(DeviceKind::ReceiptPrinter);
}

Levers::PageTrouble Levers::pageTrouble() const {
  const Stage::State state = m_stage->look();
  if (!state.pagePrinterPlugged) return PagesUnplugged;
  if (state.pagePaper == PaperState::Jammed) return PagesJammed;
  if (state.pagePaper == PaperState::Out) return PagesOut;
  return state.pageToner == TonerState::Out ? TonerOut : NoPageTrouble;
}

void Levers::setPageTrouble(PageTrouble trouble) {
  turn([trouble](Stage::State& state) {
    state.pagePrinterPlugged = trouble != PagesUnplugged;
    state.pagePaper = trouble == PagesJammed ? PaperState::Jammed
                      : trouble == PagesOut  ? PaperState::Out
                                             : PaperState::Full;
    state.pageToner = trouble == TonerOut ? TonerState::Out : TonerState::Full;
  });
  Q_EMIT disturbed(DeviceKind::PagePrinter);
}

void Levers::setCoverOpen(bool open) {
  turn([open](Stage::State& state) { state.coverOpen = open; });
  Q_EMIT disturbed(DeviceKind::ReceiptPrinter);
}

void Levers::setPrinterPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.printerPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::ReceiptPrinter);
}

void Levers::setCameraPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.cameraPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::CodeReader);
}

Levers::Sheet Levers::sheet() const {
  return static_cast<Sheet>(m_stage->look().laid);
}

void Levers::setSheet(Sheet sheet) {
  turn([sheet](Stage::State& state) { state.laid = static_cast<Laid>(sheet); });
}

void Levers::setDocumentCameraPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.documentCameraPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::DocumentCamera);
}

void Levers::showCodes(const QStringList& texts) {
  turn([&texts](Stage::State& state) {
    state.view = Stage::View::Code;
    state.codes = texts;
  });
}

void Levers::showUnreadableCode() {
  turn([](Stage::State& state) { state.view = Stage::View::Unreadable; });
}

void Levers::hideCode() {
  turn([](Stage::State& state) { state.view = Stage::View::Blank; });
}

void Levers::scan(const QString& text) {
  turn([&text](Stage::State& state) {
    if (state.scannerPlugged) state.scans.append(text);
  });
}

void Levers::setScannerPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.scannerPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::CodeReader);
}

void Levers::setKeypadPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.keypadPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::Keypad);
}

void Levers::setPanelPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.panelPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::Auxiliaries);
}

void Levers::setHeadphones(bool in) {
  turn([in](Stage::State& state) { state.headphones = in; });
}

void Levers::setPerson(bool there) {
  turn([there](Stage::State& state) { state.person = there; });
}

Levers::SwitchPosition Levers::operatorSwitch() const {
  switch (m_stage->look().operatorSwitch) {
    case OperatorSwitch::Maintenance:
      return Maintenance;
    case OperatorSwitch::Supervisor:
      return Supervisor;
    case OperatorSwitch::Run:
    case OperatorSwitch::Unknown:
      break;
  }
  return Run;
}

void Levers::setOperatorSwitch(SwitchPosition position) {
  const OperatorSwitch turned = position == Maintenance  ? OperatorSwitch::Maintenance
                                : position == Supervisor ? OperatorSwitch::Supervisor
                                                         : OperatorSwitch::Run;
  turn([turned](Stage::State& state) { state.operatorSwitch = turned; });
}

void Levers::holdCallButton(bool down) {
  turn([down](Stage::State& state) { state.callButton = down; });
}

void Levers::setLampPlugged(bool plugged) {
  turn([plugged](Stage::State& state) { state.lampPlugged = plugged; });
  Q_EMIT disturbed(DeviceKind::Lights);
}

void Levers::showLamp(Lamp lamp) {
  m_lampLit = lamp == Lamp::Lit;
  Q_EMIT lampChanged();
}

void Levers::takeSlip(const Slip& slip, bool kept) {
  m_lastSlip = slip.lines.join(u'\n');
  for (const QString& code : slip.codes) m_lastSlip += QStringLiteral("\nQR: ") + code;
  if (!kept) m_lastSlip += QStringLiteral("\n(file not written)");
  Q_EMIT printed(slip);
}

}  // namespace hall::drivers::sim
