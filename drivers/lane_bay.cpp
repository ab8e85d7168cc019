#include "drivers/lane_bay.h"

#include <QDateTime>
#include <QRegularExpression>
#include <algorithm>

#include "drivers/device_json.h"
#include "drivers/health.h"

namespace hall::drivers {

namespace {

constexpr std::chrono::seconds kPersonsPatience(30);

// About; the printer itself does not say.
qint64 millimetresOf(const Paper& paper) {
  qint64 length = 20;  // fed before the cut
  for (const PaperLine& line : paper) {
    length += line.kind == PaperLine::Kind::Code ? 30 : line.size == PaperLine::Size::Large ? 8 : 4;
  }
  return length;
}

// Our papers' page objects stand in the open, one "/Type /Page" each; a PDF of another make counts as one page.
qint64 pagesIn(const QByteArray& pdf) {
  static const QRegularExpression page(QStringLiteral(R"(/Type\s*/Page(?![A-Za-z]))"));
  qint64 pages = 0;
  for (auto found = page.globalMatch(QString::fromLatin1(pdf)); found.hasNext(); found.next()) ++pages;
  return std::max<qint64>(1, pages);
}

}  // namespace

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

template <class T>
Bay::Done<T> LaneBay::counted(DeviceKind kind, std::function<Counts(const Result<T>&)> count, Done<T> done) {
  return [here = QPointer<LaneBay>(this), kind, count = std::move(count), done = std::move(done)](Result<T> result) {
    const Counts counts = count(result);
    if (here && !counts.isEmpty()) Q_EMIT here->used(here->seat(kind)->report(), counts);
    done(std::move(result));
  };
}

LaneBay::LaneBay(Openers openers, Pace pace, QObject* parent)
    : Bay(parent),
      m_pace(pace),
      m_idCardReader(take<IdCardReader>(DeviceKind::IdCardReader, std::move(openers.idCardReader), m_claim)),
      m_codeReader(take<CodeReader>(DeviceKind::CodeReader, std::move(openers.codeReader), m_claim)),
      m_receiptPrinter(take<ReceiptPrinter>(DeviceKind::ReceiptPrinter, std::move(openers.receiptPrinter), m_claim)),
      m_documentCamera(take<DocumentCamera>(DeviceKind::DocumentCamera, std::move(openers.documentCamera), m_claim)),
      m_pagePrinter(take<PagePrinter>(DeviceKind::PagePrinter, std::move(openers.pagePrinter), m_claim)),
      m_auxiliaries(*take<Auxiliaries>(DeviceKind::Auxiliaries, std::move(openers.auxiliaries), m_everybodys), pace,
                    [this](const AuxiliariesState& state) {
                      const AuxiliariesState copy = state;  // NOLINT(performance-unnecessary-copy-initialization)
                      Q_EMIT auxiliariesChanged(copy);
                    }),
      m_lights(take<Lights>(DeviceKind::Lights, std::move(openers.lights), m_everybodys)),
      m_lamp(*m_lights),
      m_keypad(take<Keypad>(DeviceKind::Keypad, std::move(openers.keypad), m_everybodys)) {
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
  connect(&m_glances, &QTimer::timeout, this, &LaneBay::glance);
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

void LaneBay::newVisitor() {
  if (m_idCardReader->report().state == DeviceState::NoDevice) return;
  m_cardWatch->newVisitor();
  m_glances.start();
  glance();
}

void LaneBay::glance() {
  if (!m_servedCardPresent && !m_cardWatch->expectsStrangers()) {
    m_glances.stop();
    return;
  }
  m_idCardReader->glance(
      [watch = m_cardWatch](IdCardReader& reader, const std::stop_token& stop) { return watch->glance(reader, stop); });
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

void LaneBay::readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done, ReadRequest request) {
  const auto work = [patience, request, watch = m_cardWatch](IdCardReader& reader, const std::stop_token& stop) {
    return watch->await(reader, request, Deadline::in(patience, stop));
  };
  const auto count = [](const Result<IdCard>& card) -> Counts {
    if (card) return {{"cards-read", 1}};
    const bool failed = card.error().kind != Failure::Timeout && card.error().kind != Failure::Cancelled &&
                        card.error().kind != Failure::Busy;
    return failed ? Counts{{"read-failures", 1}} : Counts();
  };
  m_idCardReader->request<IdCard>(context, work, counted<IdCard>(DeviceKind::IdCardReader, count, std::move(done)));
}

void LaneBay::readCodes(QObject* context, std::chrono::milliseconds patience, Done<QList<Code>> done) {
  const auto work = [patience](CodeReader& reader, const std::stop_token& stop) { return reader.read(patience, stop); };
  const auto count = [](const Result<QList<Code>>& codes) {
    return codes ? Counts{{"codes-read", codes->size()}} : Counts();
  };
  m_codeReader->request<QList<Code>>(context, work,
                                     counted<QList<Code>>(DeviceKind::CodeReader, count, std::move(done)));
}

void LaneBay::print(QObject* context, Paper paper, Done<void> done) {
  const auto count = [length = millimetresOf(paper)](const Result<void>& printed) {
    return printed ? Counts{{"slips", 1}, {"cuts", 1}, {"paper-mm", length}} : Counts{{"print-failures", 1}};
  };
  const auto work = [paper = std::move(paper)](ReceiptPrinter& printer, const std::stop_token& stop) {
    return printer.print(paper, stop);
  };
  m_receiptPrinter->request<void>(context, work, counted<void>(DeviceKind::ReceiptPrinter, count, std::move(done)),
                                  AtRelease::Finish);
}

// A card shown to a technician counts as served as well, so that nobody behind him is shown whose it is.
template <>
void LaneBay::examine(Seat<IdCardReader>& seat, QObject* context, HealthDepth depth, Done<void> done) {
  const auto work = [depth, watch = m_cardWatch](IdCardReader& reader, const std::stop_token& stop) -> Result<void> {
    if (depth != HealthDepth::Interactive) return drivers::checkHealth(reader, depth, stop);
    const Result<IdCard> card = watch->await(reader, {}, Deadline::in(kPersonsPatience, stop));
    return card ? Result<void>() : failure(card.error());
  };
  seat.request<void>(context, work, std::move(done));
}

template <class Device>
void LaneBay::examine(Seat<Device>& seat, QObject* context, HealthDepth depth, Done<void> done) {
  const auto work = [depth](Device& device, const std::stop_token& stop) {
    return drivers::checkHealth(device, depth, stop);
  };
  seat.template request<void>(context, work, std::move(done));
}

void LaneBay::checkHealth(QObject* context, DeviceKind kind, HealthDepth depth, Done<void> done) {
  const auto noted = [here = QPointer<LaneBay>(this), kind, depth, done](Result<void> outcome) {
    const HealthCheck check{depth, outcome ? QByteArray() : outcome.error().code, QDateTime::currentSecsSinceEpoch()};
    if (here) Q_EMIT here->used(here->seat(kind)->report(), {{"last-health-at", check.at}});
    if (here) here->seat(kind)->note(check);
    done(std::move(outcome));
  };
  switch (kind) {
    case DeviceKind::IdCardReader:
      return examine(*m_idCardReader, context, depth, noted);
    case DeviceKind::CodeReader:
      return examine(*m_codeReader, context, depth, noted);
    case DeviceKind::ReceiptPrinter:
      return examine(*m_receiptPrinter, context, depth, noted);
    case DeviceKind::PagePrinter:
      return examine(*m_pagePrinter, context, depth, noted);
    case DeviceKind::DocumentCamera:
      return examine(*m_documentCamera, context, depth, noted);
    case DeviceKind::Keypad:
      return examine(*m_keypad, context, depth, noted);
    case DeviceKind::Auxiliaries:
      return examineAuxiliaries(context, depth, noted);
    case DeviceKind::Lights:
      return examine(*m_lights, context, depth,
                     Done<void>([here = QPointer<LaneBay>(this), noted](Result<void> outcome) {
                       if (here) here->m_lamp.showAnew();
                       noted(std::move(outcome));
                     }));
  }
}

// They are listened to all the time, so what is heard is all there is to ask.
void LaneBay::examineAuxiliaries(QObject* context, HealthDepth depth, const Done<void>& done) {
  const DeviceReport report = seat(DeviceKind::Auxiliaries)->report();
  Result<void> answer = wellBy(report);
  if (report.state == DeviceState::NoDevice) answer = failure(Failure::NotFound, "device.none");
  if (answer && depth == HealthDepth::Interactive && m_sensing) answer = failure(Failure::Busy, "device.busy");
  if (!answer || depth != HealthDepth::Interactive) {
    QMetaObject::invokeMethod(
        context, [done, answer] { done(answer); }, Qt::QueuedConnection);
    return;
  }
  auto* patience = new QTimer(context);
  m_sensing = patience;
  m_sensed = done;
  connect(this, &Bay::auxiliariesChanged, patience, [this] { endSensing({}); });
  connect(patience, &QTimer::timeout, this, [this] { endSensing(failure(Failure::Timeout, "sensors.none")); });
  patience->setSingleShot(true);
  patience->start(kPersonsPatience);
}

void LaneBay::endSensing(const Result<void>& outcome) {
  if (!m_sensing) return;
  m_sensing->disconnect();
  m_sensing->deleteLater();
  m_sensing.clear();
  std::exchange(m_sensed, {})(outcome);
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
  const auto count = [](const Result<DocumentPage>& page) { return page ? Counts{{"pages-taken", 1}} : Counts(); };
  m_documentCamera->request<DocumentPage>(context, work,
                                          counted<DocumentPage>(DeviceKind::DocumentCamera, count, std::move(done)));
}

void LaneBay::printPages(QObject* context, PageJob job, Done<void> done) {
  const auto count = [pages = pagesIn(job.pdf) * std::max(1, job.copies)](const Result<void>& printed) {
    return printed ? Counts{{"jobs", 1}, {"pages", pages}} : Counts{{"print-failures", 1}};
  };
  const auto work = [job = std::move(job)](PagePrinter& printer, const std::stop_token& stop) {
    return printer.print(job, stop);
  };
  m_pagePrinter->request<void>(context, work, counted<void>(DeviceKind::PagePrinter, count, std::move(done)));
}

void LaneBay::noteLow(DeviceKind kind, const QList<QByteArray>& low) {
  if (SeatBase* its = seat(kind)) its->note(low);
}

void LaneBay::cancel(DeviceKind kind) {
  if (kind == DeviceKind::Auxiliaries) return endSensing(failure(Failure::Cancelled, "device.cancelled"));
  if (SeatBase* its = seat(kind)) its->cancel();
}

void LaneBay::look(DeviceKind kind) {
  if (SeatBase* its = seat(kind)) its->lookAfresh();
}

void LaneBay::lookAtAll() {
  for (const std::unique_ptr<SeatBase>& seat : m_seats) seat->lookAfresh();
}

}  // namespace hall::drivers
