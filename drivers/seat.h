#pragma once
// A device's seat in the bay: its lane, its device once open, its latest report and the one request it may carry.
// Lives on the bay's thread; the device itself is opened, used and closed on the lane only.
#include <QPointer>
#include <QTimer>
#include <memory>
#include <optional>

#include "drivers/bay.h"
#include "drivers/id_card_reader.h"
#include "sync/base/lane.h"

namespace hall::drivers {

struct Pace {
  std::chrono::milliseconds health{10'000};    // between two questions whether an idle device is well
  std::chrono::milliseconds poll{300};         // between two looks for a card, or for its being lifted
  std::chrono::milliseconds firstRetry{500};   // after a failed opening, doubled each time …
  std::chrono::milliseconds lastRetry{8'000};  // … up to this
};

DeviceReport reportOfFailedOpening(DeviceKind kind, const Error& error);

template <class Device>
class Seat {
 public:
  using Open = std::function<Result<std::unique_ptr<Device>>(std::stop_token)>;
  using Tell = std::function<void(const DeviceReport&)>;

  // Without `open` this terminal is not meant to have such a device.
  Seat(DeviceKind kind, Open open, Pace pace, Tell tell)
      : m_pace(pace), m_tell(std::move(tell)), m_retry(pace.firstRetry), m_lane(QString::fromLatin1(name(kind))) {
    m_report.kind = kind;
    m_held->open = std::move(open);
    m_report.state = m_held->open ? DeviceState::Starting : DeviceState::NoDevice;
    m_timer.setSingleShot(true);
    QObject::connect(&m_timer, &QTimer::timeout, &m_home, [this] { look(); });
    if (m_held->open) m_timer.start(0);
  }

  [[nodiscard]] const DeviceReport& report() const { return m_report; }

  template <class T>
  void request(QObject* context, std::function<Result<T>(Device&, std::stop_token)> work, Bay::Done<T> done) {
    if (m_request || m_report.state == DeviceState::NoDevice) {
      const bool busy = m_request.has_value();
      Error error{busy ? Failure::Busy : Failure::NotFound, busy ? "device.busy" : "device.none", {}};
      QMetaObject::invokeMethod(
          context, [done = std::move(done), error = std::move(error)] { done(failure(error)); }, Qt::QueuedConnection);
      return;
    }
    m_request.emplace();
    // Nobody is left to answer when the context dies, so the device is freed for the next visitor.
    const auto watch = QObject::connect(context, &QObject::destroyed, &m_home, [this] { cancel(); });
    m_lane.run(
        &m_home,
        [held = m_held, source = *m_request, work = std::move(work)](const std::stop_token& lane) mutable {
          const std::stop_callback relay(lane, [&source] { source.request_stop(); });
          return held->template perform<T>(work, source.get_token());
        },
        [this, watch, context = QPointer<QObject>(context), done = std::move(done)](Result<T> result) {
          QObject::disconnect(watch);
          m_request.reset();
          look();
          if (context) done(std::move(result));  // may destroy the bay: nothing of it is touched behind this
        });
  }

  // A short piece of work while nobody asks for anything: left out when somebody does, so that a request never waits
  // for more than one; left out too while the device is not open.
  void glance(std::function<Result<void>(Device&, std::stop_token)> work) {
    if (m_request || m_glancing) return;
    m_glancing = true;
    m_lane.run(
        &m_home,
        [held = m_held, work = std::move(work)](const std::stop_token& stop) { return held->glance(work, stop); },
        [this](bool gone) {
          m_glancing = false;
          if (gone) look();
        });
  }

  void cancel() {
    if (m_request) m_request->request_stop();
  }

  // Asks the device how it is, opening it first where that is needed.
  void look() {
    if (!m_held->open) return;
    if (m_looking) {
      m_lookAgain = true;
      return;
    }
    m_looking = true;
    m_lane.run(
        &m_home, [held = m_held, kind = m_report.kind](const std::stop_token& stop) { return held->look(kind, stop); },
        [this](DeviceReport seen) { settle(std::move(seen)); });
  }

  // Something was plugged in: the waiting time between two openings starts afresh.
  void lookAfresh() {
    m_retry = m_pace.firstRetry;
    look();
  }

 private:
  struct Held {
    Open open;
    std::unique_ptr<Device> device;

    Result<void> ensureOpen(const std::stop_token& stop) {
      if (device) return {};
      Result<std::unique_ptr<Device>> opened = open(stop);
      if (!opened) return failure(opened.error());
      device = std::move(*opened);
      return {};
    }

    template <class T>
    Result<T> perform(const std::function<Result<T>(Device&, std::stop_token)>& work, const std::stop_token& stop) {
      if (stop.stop_requested()) return failure(Failure::Cancelled, "device.cancelled");
      if (const Result<void> opened = ensureOpen(stop); !opened) return failure(opened.error());
      Result<T> result = work(*device, stop);
      if (!result && result.error().kind == Failure::Disconnected) device.reset();
      return result;
    }

    // Whether the device turned out to be gone.
    bool glance(const std::function<Result<void>(Device&, std::stop_token)>& work, const std::stop_token& stop) {
      if (!device) return false;
      const Result<void> done = work(*device, stop);
      const bool gone = !done && done.error().kind == Failure::Disconnected;
      if (gone) device.reset();
      return gone;
    }

    DeviceReport look(DeviceKind kind, const std::stop_token& stop) {
      if (const Result<void> opened = ensureOpen(stop); !opened) return reportOfFailedOpening(kind, opened.error());
      DeviceReport seen = device->report();
      if (seen.state == DeviceState::PowerOff) device.reset();
      return seen;
    }
  };

  void settle(DeviceReport seen) {
    m_looking = false;
    if (seen.model.isEmpty()) {  // could not be opened: what is missed is the device that was here
      seen.model = m_report.model;
      seen.id = m_report.id;
    }
    const bool open = seen.state != DeviceState::PowerOff && seen.state != DeviceState::HardwareError;
    m_timer.start(open ? m_pace.health : m_retry);
    m_retry = open ? m_pace.firstRetry : std::min(m_retry * 2, m_pace.lastRetry);
    if (m_lookAgain) {
      m_lookAgain = false;
      look();
    }
    if (seen != m_report) {
      m_report = std::move(seen);
      m_tell(m_report);  // may destroy the bay
    }
  }

  Pace m_pace;
  Tell m_tell;
  DeviceReport m_report;
  std::optional<std::stop_source> m_request;
  bool m_glancing = false;
  bool m_looking = false;
  bool m_lookAgain = false;
  std::chrono::milliseconds m_retry;
  QObject m_home;
  QTimer m_timer;
  std::shared_ptr<Held> m_held = std::make_shared<Held>();
  Lane m_lane;  // last: its work is over before anything above dies
};

}  // namespace hall::drivers
