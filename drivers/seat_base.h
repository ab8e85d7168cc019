#pragma once
// The part of a seat that is the same for every kind of device: its lane, its latest report, its health looks and the
// growing pauses between two openings. Lives on the bay's thread.
#include <QTimer>
#include <chrono>
#include <functional>
#include <optional>

#include "drivers/claim.h"
#include "drivers/held_device.h"
#include "sync/base/lane.h"

namespace hall::drivers {

struct Pace {
  std::chrono::milliseconds health{10'000};    // between two questions whether an idle device is well
  std::chrono::milliseconds poll{300};         // between two looks for a card, or for its being lifted
  std::chrono::milliseconds firstRetry{500};   // after a failed opening, doubled each time …
  std::chrono::milliseconds lastRetry{8'000};  // … up to this
};

// What becomes of a request when the claim it was made under ends: what waits for a person ends with it, paper that
// was asked for comes out.
enum class AtRelease { End, Finish };

class SeatBase {
 public:
  using Tell = std::function<void(const DeviceReport& before, const DeviceReport& now)>;

  SeatBase(const SeatBase&) = delete;
  SeatBase& operator=(const SeatBase&) = delete;
  virtual ~SeatBase();

  [[nodiscard]] const DeviceReport& report() const { return m_report; }
  // Ends the running request, if any.
  void cancel();
  // Ends the running request if it does, or does not, belong to the holder of the claim.
  void cancelHolders();
  void cancelOthers();
  // Asks the device how it is, opening it first where that is needed.
  void look();
  // What the bay knows of the device beside its own word, until it is gone.
  void note(MediaState media);
  void note(const HealthCheck& health);
  void note(const QList<QByteArray>& low);
  // Something was plugged in: the waiting time between two openings starts afresh.
  void lookAfresh();

 protected:
  // A null `holder`: this terminal is not meant to have such a device.
  // `claim` outlives the seat.
  SeatBase(DeviceKind kind, std::shared_ptr<DeviceHolder> holder, const Claim& claim, Pace pace, Tell tell);

  struct Request {
    const QObject* context;  // compared only
    AtRelease atRelease;
    std::stop_source stop;
  };
  // Any symptom makes a device suspect until it has answered a question; one that says it is gone is gone.
  void suspect(const Error& error);
  // Why no request may begin now, or nothing.
  [[nodiscard]] std::optional<Error> refusal(const QObject* context) const;

  std::optional<Request> m_request;
  bool m_glancing = false;
  QObject m_home;  // what is to come home to this seat
  Lane& lane() { return m_lane; }

 private:
  void settle(DeviceReport seen);
  void become(DeviceReport now);

  const Claim& m_claim;
  Pace m_pace;
  Tell m_tell;
  DeviceReport m_report;
  bool m_looking = false;
  bool m_lookAgain = false;
  std::chrono::milliseconds m_retry;
  QTimer m_timer;
  std::shared_ptr<DeviceHolder> m_holder;
  Lane m_lane;  // last: its work is over before anything above dies
};

}  // namespace hall::drivers
