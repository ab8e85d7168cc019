#include "drivers/lane_bay.h"

#include <condition_variable>
#include <mutex>

#include "drivers/port/deadline.h"

namespace hall::drivers {

namespace {

void pauseUnlessStopped(std::chrono::milliseconds span, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any wake;
  std::unique_lock lock(mutex);
  wake.wait_for(lock, stop, span, [] { return false; });
}

// Polls until a card is read or anything but "no card there" happens.
Result<IdCard> awaitCard(IdCardReader& reader, const Deadline& deadline, std::chrono::milliseconds poll) {
  while (true) {
    Result<IdCard> card = reader.read(deadline.stop);
    if (card || card.error().kind != Failure::NotFound) {
      return card;
    }
    if (deadline.passed()) {
      return failure(Failure::Timeout, "card.none");
    }
    pauseUnlessStopped(std::min(poll, deadline.left()), deadline.stop);
  }
}

}  // namespace

DeviceReport reportOfFailedOpening(DeviceKind kind, const Error& error) {
  const bool absent = error.kind == Failure::Disconnected || error.kind == Failure::NotFound;
  DeviceReport report;
  report.kind = kind;
  report.state = absent ? DeviceState::PowerOff : DeviceState::HardwareError;
  report.code = error.code;
  return report;
}

LaneBay::LaneBay(Openers openers, Pace pace, QObject* parent) : Bay(parent), m_pace(pace) {
  const auto tell = [this](const DeviceReport& report) {
    const DeviceReport copy = report;  // a listener may destroy the bay and the report in it
    Q_EMIT changed(copy);
  };
  m_idCardReader =
      std::make_unique<Seat<IdCardReader>>(DeviceKind::IdCardReader, std::move(openers.idCardReader), pace, tell);
  m_codeReader = std::make_unique<Seat<CodeReader>>(DeviceKind::CodeReader, std::move(openers.codeReader), pace, tell);
  m_receiptPrinter =
      std::make_unique<Seat<ReceiptPrinter>>(DeviceKind::ReceiptPrinter, std::move(openers.receiptPrinter), pace, tell);
}

LaneBay::~LaneBay() = default;

void LaneBay::vacate() {
  m_idCardReader.reset();
  m_codeReader.reset();
  m_receiptPrinter.reset();
}

QList<DeviceReport> LaneBay::reports() const {
  return {m_idCardReader->report(), m_codeReader->report(), m_receiptPrinter->report()};
}

void LaneBay::readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done) {
  const auto work = [patience, poll = m_pace.poll](IdCardReader& reader, const std::stop_token& stop) {
    return awaitCard(reader, Deadline::in(patience, stop), poll);
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
