#include "drivers/auxiliaries.h"
#include "drivers/lights.h"

namespace hall::drivers {

QByteArray name(OperatorSwitch position) {
  switch (position) {
    case OperatorSwitch::Unknown:
      break;
    case OperatorSwitch::Run:
      return "run";
    case OperatorSwitch::Maintenance:
      return "maintenance";
    case OperatorSwitch::Supervisor:
      return "supervisor";
  }
  return "unknown";
}

QByteArray name(Sensed sensed) {
  switch (sensed) {
    case Sensed::Unknown:
      break;
    case Sensed::NotPresent:
      return "notPresent";
    case Sensed::Present:
      return "present";
  }
  return "unknown";
}

QByteArray name(Door door) {
  switch (door) {
    case Door::Unknown:
      break;
    case Door::Closed:
      return "closed";
    case Door::Open:
      return "open";
  }
  return "unknown";
}

QByteArray name(FlashRate rate) {
  switch (rate) {
    case FlashRate::Off:
      return "off";
    case FlashRate::Slow:
      return "slow";
    case FlashRate::Medium:
      return "medium";
    case FlashRate::Quick:
      return "quick";
    case FlashRate::Continuous:
      return "continuous";
  }
  return "unknown";
}

std::chrono::milliseconds halfPeriod(FlashRate rate) {
  switch (rate) {
    case FlashRate::Slow:
      return std::chrono::milliseconds(1000);
    case FlashRate::Medium:
      return std::chrono::milliseconds(500);
    case FlashRate::Quick:
      return std::chrono::milliseconds(250);
    case FlashRate::Off:
    case FlashRate::Continuous:
      break;
  }
  return std::chrono::milliseconds(0);
}

}  // namespace hall::drivers
