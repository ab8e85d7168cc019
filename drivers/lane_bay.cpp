#include "drivers/lane_bay.h"

namespace hall::drivers {

DeviceReport reportOfFailedOpening(DeviceKind kind, const Error& error) {
  const bool absent = error.kind == Failure::Disconnected || error.kind == Failure::NotFound;
  DeviceReport report;
  report.kind = kind;
  report.state = absent ? DeviceState::PowerOff : DeviceState::HardwareError;
  report.code = error.code;
  return report;
}

LaneBay::LaneBay(Openers openers, Pace pace, QObject* parent) : Bay(parent) {
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
  const auto tell = [this](const DeviceReport& report) {
    // A listener may destroy the bay and the report in it.
    const DeviceReport copy = report;  // NOLINT(performance-unnecessary-copy-initialization)
    Q_EMIT changed(copy);
  };
  m_idCardReader =
      std::make_unique<Seat<IdCardReader>>(DeviceKind::IdCardReader, std::move(openers.idCardReader), pace, tell);
  m_codeReader = std::make_unique<Seat<CodeReader>>(DeviceKind::CodeReader, std::move(openers.codeReader), pace, tell);
  m_receiptPrinter =
      std::make_unique<Seat<ReceiptPrinter>>(DeviceKind::ReceiptPrinter, std::move(openers.receiptPrinter), pace, tell);
}

LaneBay::~LaneBay() = default;

void LaneBay::noteServed(bool served) {
  m_servedCardPresent = served;
  if (served) {
    m_glances.start();
    Q_EMIT cardServed();
  } else {
    m_glances.stop();
    Q_EMIT cardRemoved();
  }
}

void LaneBay::vacate() {
  m_idCardReader.reset();
  m_codeReader.reset();
  m_receiptPrinter.reset();
}

QList<DeviceReport> LaneBay::reports() const {
  return {m_idCardReader->report(), m_codeReader->report(), m_receiptPrinter->report()};
}

void LaneBay::readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done) {
  const auto work = [patience, watch = m_cardWatch](IdCardReader& reader, const std::stop_token& stop) {
    return watch->await(reader, Deadline::in(patience, stop));
  };
  m_idCardReader->request<IdCard>(context, work, std::move(done));
}

void LaneBay::readCode(QObject* context, std::chrono::milliseconds patience, Done<Code> done) {
  const auto work = [patience](CodeReader& reader, const std::stop_token& stop) { return reader.read(patience, stop); };
  m_codeReader->request<Code>(context, work, std::move(done));
}

void LaneBay::print(QObject* context, Paper paper, Done<void> done) {
  const auto work = [paper = std::move(paper)](ReceiptPrinter& printer, const std::stop_token& stop) {
    return printer.print(paper, stop);
  };
  m_receiptPrinter->request<void>(context, work, std::move(done));
}

void LaneBay::cancel(DeviceKind kind) {
  switch (kind) {
    case DeviceKind::IdCardReader:
      return m_idCardReader->cancel();
    case DeviceKind::CodeReader:
      return m_codeReader->cancel();
    case DeviceKind::ReceiptPrinter:
      return m_receiptPrinter->cancel();
  }
}

void LaneBay::look(DeviceKind kind) {
  switch (kind) {
    case DeviceKind::IdCardReader:
      return m_idCardReader->lookAfresh();
    case DeviceKind::CodeReader:
      return m_codeReader->lookAfresh();
    case DeviceKind::ReceiptPrinter:
      return m_receiptPrinter->lookAfresh();
  }
}

}  // namespace hall::drivers
