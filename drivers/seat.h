#pragma once
// A device's seat in the bay: one device of one kind, and the one request it may carry. Lives on the bay's thread; the
// device itself is opened, used and closed on the lane only.
#include <QPointer>

#include "drivers/bay.h"
#include "drivers/seat_base.h"

namespace hall::drivers {

template <class Device>
class Seat final : public SeatBase {
 public:
  using Open = typename HeldDevice<Device>::Open;
  template <class T>
  using Work = typename HeldDevice<Device>::template Work<T>;

  // Without `open` this terminal is not meant to have such a device.
  Seat(DeviceKind kind, Open open, const Claim& claim, Pace pace, Tell tell)
      : Seat(kind, open ? std::make_shared<HeldDevice<Device>>(std::move(open)) : nullptr, claim, pace,
             std::move(tell)) {}

  template <class T>
  void request(QObject* context, Work<T> work, Bay::Done<T> done, AtRelease atRelease = AtRelease::End) {
    if (std::optional<Error> reason = refusal(context)) {
      QMetaObject::invokeMethod(
          context, [done = std::move(done), reason = std::move(*reason)] { done(failure(reason)); },
          Qt::QueuedConnection);
      return;
    }
    m_request.emplace(Request{context, atRelease, {}});
    // Nobody is left to answer when the context dies, so the device is freed for the next visitor.
    const auto watch = QObject::connect(context, &QObject::destroyed, &m_home, [this] { cancel(); });
    lane().run(
        &m_home,
        [held = m_held, source = m_request->stop, work = std::move(work)](const std::stop_token& stop) mutable {
          const std::stop_callback relay(stop, [&source] { source.request_stop(); });
          return held->template perform<T>(work, source.get_token());
        },
        [this, watch, context = QPointer<QObject>(context), done = std::move(done)](Result<T> result) {
          QObject::disconnect(watch);
          m_request.reset();
          look();
          const QPointer<QObject> here(&m_home);
          if (!result) suspect(result.error());  // may destroy the bay, as the answer may
          if (here && context) done(std::move(result));
        });
  }

  // A short piece of work while nobody asks for anything: left out when somebody does, so that a request never waits
  // for more than one; left out too while the device is not open.
  void glance(Work<void> work) {
    if (m_request || m_glancing || !m_held) return;
    m_glancing = true;
    lane().run(
        &m_home,
        [held = m_held, work = std::move(work)](const std::stop_token& stop) { return held->glance(work, stop); },
        [this](bool gone) {
          m_glancing = false;
          if (gone) look();
        });
  }

 private:
  Seat(DeviceKind kind, std::shared_ptr<HeldDevice<Device>> held, const Claim& claim, Pace pace, Tell tell)
      : SeatBase(kind, held, claim, pace, std::move(tell)), m_held(std::move(held)) {}

  std::shared_ptr<HeldDevice<Device>> m_held;
};

}  // namespace hall::drivers
