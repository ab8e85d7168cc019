#include "drivers/lane_bay.h"

#include <algorithm>

#include "drivers/device_json.h"

namespace hall::drivers {

template <class Device>
Seat<Device>* LaneBay::take(DeviceKind kind, typename Seat<Device>::Open open, const Claim& claim) {
  const auto tell = [this](const DeviceReport& before, const DeviceReport& now) {
    const QPointer<LaneBay> here(this);
    Q_EMIT changed(now);
    if (here) Q_EMIT statusChanged(changesBetween(before, now));
  };
  auto seat = std::make_unique<Seat<Device>>(kind, std::move(open), claim, m_pace, tell);
  Seat<Device>* taken = seat.get();
  m_seats.push_back(std::move(seat));
  return taken;
}

LaneBay::LaneBay(Openers openers, Pace pace, QObject* parent)
    : Bay(parent),
      m_pace(pace),
      m_idCardReader(take<IdCardReader>(DeviceKind::IdCardReader, std::move(openers.idCardReader), m_claim)),
      m_codeReader(take<CodeReader>(DeviceKind::CodeReader, std::move(openers.codeReader), m_claim)),
      m_receiptPrinter(take<ReceiptPrinter>(DeviceKind::ReceiptPrinter, std::move(openers.receiptPrinter), m_claim)),
      m_documentCamera(take<DocumentCamera>(DeviceKind::DocumentCamera, std::move(openers.documentCamera), m_claim)),
      m_auxiliaries(*take<Auxiliaries>(DeviceKind::Auxiliaries, std::move(openers.auxiliaries), m_everybodys), pace,
                    [this](const AuxiliariesState& state) {
                      const AuxiliariesState copy = state;  // NOLINT(performance-unnecessary-copy-initialization)
                      Q_EMIT auxiliariesChanged(copy);
                    }),
      m_lamp(*take<Lights>(DeviceKind::Lights, std::move(openers.lights), m_everybodys)) {
  take<Keypad>(DeviceKind::Keypad, std::move(openers.keypad), m_everybodys);
  connect(this, &Bay::changed, this, [this](const DeviceReport& report) {
    if (report.kind == DeviceKind::Auxiliaries) m_auxiliaries.noteReport();
    if (report.kind == DeviceKind::Lights) m_lamp.noteReport();
  });
  // Told on the lane, which ends before this object does.
  m_cardWatch = std::make_shared<CardWatch>(pace.poll, [this](bool served) {
    QMetaObject::invokeMethod(
        this, [this, served] { noteServed(served); }, Qt::QueuedConnection);
  });
  m_glances.setInterval(pace.poll);
  m_glances.setTimerType(Qt::PreciseTimer);
  connect(&m_glances, &QTimer::timeout, this, [this] {
    m_idCardReader->glance([watch = m_cardWatch](IdCardReader& reader, const std::stop_token& stop) {
      return watch->glance(reader, stop);
    });
  });
}

LaneBay::~LaneBay() = default;

void LaneBay::noteServed(bool served) {
  m_servedCardPresent = served;
  m_idCardReader->note(served ? MediaState::Present : MediaState::NotPresent);
  if (served) {
    m_glances.start();
    Q_EMIT cardServed();
  } else {
    m_glances.stop();
    Q_EMIT cardRemoved();
  }
}

void LaneBay::vacate() {
  m_seats.clear();
}

SeatBase* LaneBay::seat(DeviceKind kind) const {
  const auto its = [kind](const std::unique_ptr<SeatBase>& seat) { return seat->report().kind == kind; };
  const auto found = std::find_if(m_seats.begin(), m_seats.end(), its);
  return found != m_seats.end() ? found->get() : nullptr;
}

QList<DeviceReport> LaneBay::reports() const {
  QList<DeviceReport> reports;
  for (const std::unique_ptr<SeatBase>& seat : m_seats) reports.append(seat->report());
  return reports;
}

Result<void> LaneBay::claim(QObject* owner, const QList<const QObject*>& users) {
  if (const Result<void> taken = m_claim.take(owner, users); !taken) return taken;
  disconnect(m_claimantsDeath);
  // Told later, because a dying owner may still be listening.
  m_claimantsDeath = connect(owner, &QObject::destroyed, this, [this, owner] {
    if (endClaim(owner)) QMetaObject::invokeMethod(this, &Bay::released, Qt::QueuedConnection);
  });
  for (const std::unique_ptr<SeatBase>& seat : m_seats) seat->cancelOthers();
  return {};
}

bool LaneBay::endClaim(const QObject* owner) {
  if (!m_claim.heldBy(owner)) return false;
  for (const std::unique_ptr<SeatBase>& seat : m_seats) seat->cancelHolders();
  disconnect(m_claimantsDeath);
  m_claim.giveBack();
  return true;
}

void LaneBay::release(const QObject* owner) {
  if (endClaim(owner)) Q_EMIT released();
}

void LaneBay::readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done) {
  const auto work = [patience, watch = m_cardWatch](IdCardReader& reader, const std::stop_token& stop) {
    return watch->await(reader, Deadline::in(patience, stop));
  };
  m_idCardReader->request<IdCard>(context, work, std::move(done));
}

void LaneBay::readCodes(QObject* context, std::chrono::milliseconds patience, Done<QList<Code>> done) {
  const auto work = [patience](CodeReader& reader, const std::stop_token& stop) { return reader.read(patience, stop); };
  m_codeReader->request<QList<Code>>(context, work, std::move(done));
}

void LaneBay::print(QObject* context, Paper paper, Done<void> done) {
  const auto work = [paper = std::move(paper)](ReceiptPrinter& printer, const std::stop_token& stop) {
    return printer.print(paper, stop);
  };
  m_receiptPrinter->request<void>(context, work, std::move(done), AtRelease::Finish);
}

void LaneBay::captureDocument(QObject* context, CapturePolicy policy, std::chrono::milliseconds patience,
                              Done<DocumentPage> done) {
  // Told on the lane, which ends before this object does; posted before the answer, so it comes before it.
  const auto watch = [this](const PageView& view) {
    QMetaObject::invokeMethod(
        this, [this, view] { Q_EMIT documentSeen(view); }, Qt::QueuedConnection);
  };
  const auto work = [policy, patience, watch](DocumentCamera& camera, const std::stop_token& stop) {
    return camera.capture(policy, patience, watch, stop);
  };
  m_documentCamera->request<DocumentPage>(context, work, std::move(done));
}

void LaneBay::cancel(DeviceKind kind) {
  if (SeatBase* its = seat(kind)) its->cancel();
}

void LaneBay::look(DeviceKind kind) {
  if (SeatBase* its = seat(kind)) its->lookAfresh();
}

void LaneBay::lookAtAll() {
  for (const std::unique_ptr<SeatBase>& seat : m_seats) seat->lookAfresh();
}

}  // namespace hall::drivers
