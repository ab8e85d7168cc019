#include "drivers/device.h"

namespace hall::drivers {

QByteArray name(DeviceKind kind) {
  switch (kind) {
    case DeviceKind::IdCardReader:
      return "id-card-reader";
    case DeviceKind::CodeReader:
      return "code-reader";
    case DeviceKind::ReceiptPrinter:
      return "receipt-printer";
    case DeviceKind::PagePrinter:
      return "page-printer";
    case DeviceKind::DocumentCamera:
      return "document-camera";
    case DeviceKind::Keypad:
      return "keypad";
    case DeviceKind::Auxiliaries:
      return "auxiliaries";
    case DeviceKind::Lights:
      return "lights";
  }
  return "unknown";
}

QByteArray name(DeviceState state) {
  switch (state) {
    case DeviceState::Online:
      return "online";
    case DeviceState::Offline:
      return "offline";
    case DeviceState::PowerOff:
      return "powerOff";
    case DeviceState::NoDevice:
      return "noDevice";
    case DeviceState::HardwareError:
      return "hardwareError";
    case DeviceState::UserError:
      return "userError";
    case DeviceState::DeviceBusy:
      return "deviceBusy";
    case DeviceState::Starting:
      return "starting";
  }
  return "unknown";
}

QByteArray name(PaperState paper) {
  switch (paper) {
    case PaperState::Unknown:
      return "unknown";
    case PaperState::Full:
      return "full";
    case PaperState::Low:
      return "low";
    case PaperState::Out:
      return "out";
    case PaperState::Jammed:
      return "jammed";
  }
  return "unknown";
}

QByteArray name(TonerState toner) {
  switch (toner) {
    case TonerState::Unknown:
      return "unknown";
    case TonerState::Full:
      return "full";
    case TonerState::Low:
      return "low";
    case TonerState::Out:
      return "out";
  }
  return "unknown";
}

QByteArray name(MediaState media) {
  switch (media) {
    case MediaState::Unknown:
      return "unknown";
    case MediaState::Present:
      return "present";
    case MediaState::NotPresent:
      return "notPresent";
    case MediaState::Jammed:
      return "jammed";
  }
  return "unknown";
}

QByteArray name(Action action) {
  switch (action) {
    case Action::None:
      return "none";
    case Action::Reset:
      return "reset";
    case Action::SoftwareError:
      return "softwareError";
    case Action::Configuration:
      return "configuration";
    case Action::Clear:
      return "clear";
    case Action::Maintenance:
      return "maintenance";
    case Action::Suspend:
      return "suspend";
  }
  return "unknown";
}

QByteArray name(HealthDepth depth) {
  switch (depth) {
    case HealthDepth::Internal:
      return "internal";
    case HealthDepth::External:
      return "external";
    case HealthDepth::Interactive:
      return "interactive";
  }
  return "unknown";
}

}  // namespace hall::drivers
