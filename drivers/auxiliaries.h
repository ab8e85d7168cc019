#pragma once
// The terminal's surroundings, in the words of XFS4IoT's Auxiliaries: what this terminal has no sensor for is nullopt,
// what a sensor should tell but cannot is `Unknown`. Calls block and belong on the device's own lane.
#include <QMetaType>
#include <chrono>
#include <optional>
#include <stop_token>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

enum class OperatorSwitch { Unknown, Run, Maintenance, Supervisor };
enum class Sensed { Unknown, NotPresent, Present };
enum class Door { Unknown, Closed, Open };

struct AuxiliariesState {
  std::optional<OperatorSwitch> operatorSwitch;
  std::optional<Sensed> headphones;  // enhancedAudioSensor
  std::optional<Sensed> person;      // proximity
  std::optional<Sensed> callButton;  // operatorCallButton: Present while it is pressed
  std::optional<Door> cabinetDoor;

  bool operator==(const AuxiliariesState&) const = default;
};

class Auxiliaries {
 public:
  Auxiliaries() = default;
  Auxiliaries(const Auxiliaries&) = delete;
  Auxiliaries& operator=(const Auxiliaries&) = delete;
  virtual ~Auxiliaries() = default;

  // Waits until something is otherwise than `known` and says how all of it is then. Timeout "port.silent",
  // Cancelled, Disconnected "sensors.gone" when no sensor is left.
  virtual Result<AuxiliariesState> await(const AuxiliariesState& known, std::chrono::milliseconds patience,
                                         std::stop_token stop) = 0;
  virtual DeviceReport report() = 0;
};

QByteArray name(OperatorSwitch position);
QByteArray name(Sensed sensed);
QByteArray name(Door door);

}  // namespace hall::drivers

Q_DECLARE_METATYPE(hall::drivers::AuxiliariesState)
