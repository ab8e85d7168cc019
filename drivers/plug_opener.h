#pragma once
// Opens scanners, keypads, sensors and lamps: finds what the catalogue knows among USB devices, input devices and GPIO
// chips. Calls block; thread: the device's lane.
#include <memory>

#include "drivers/auxiliary/signal_auxiliaries.h"
#include "drivers/code_reader.h"
#include "drivers/device_catalogue.h"
#include "drivers/keypad.h"
#include "drivers/port/usb_context.h"

namespace hall::drivers {

class PlugOpener {
 public:
  // Both outlive this; `usb` may be null.
  PlugOpener(const QList<DeviceModel>& catalogue, const std::shared_ptr<UsbContext>& usb)
      : m_catalogue(catalogue), m_usb(usb) {}

  // Whether this is a place of a scanner: "usb", "serial:/dev/ttyACM0@9600", "wedge:usb" (by the catalogue) or
  // "wedge:/dev/input/by-id/…".
  static bool isScanner(const QString& where);
  // Disconnected "scanner.gone".
  [[nodiscard]] Result<std::unique_ptr<CodeReader>> scanner(const QString& where) const;

  // Disconnected "keys.gone", "lamp.gone".
  [[nodiscard]] Result<std::unique_ptr<Keypad>> keypad() const;
  [[nodiscard]] Result<std::unique_ptr<Lights>> lights() const;
  // Every source of signals the catalogue knows, but those at places that have one already.
  [[nodiscard]] std::vector<std::unique_ptr<SignalSource>> signalSources(const QList<QByteArray>& known) const;

 private:
  struct FoundInput {
    std::unique_ptr<EvdevDevice> device;
    QByteArray node;
    const DeviceModel* model;
  };
  struct FoundHid {
    std::unique_ptr<ReportPort> port;
    const DeviceModel* model;
  };
  [[nodiscard]] QList<const DeviceModel*> modelsOf(DeviceKind kind, const QByteArray& driver) const;
  [[nodiscard]] std::vector<FoundInput> inputs(const QList<const DeviceModel*>& models) const;
  [[nodiscard]] std::vector<FoundHid> hids(const QList<const DeviceModel*>& models, const QList<QByteArray>& known,
                                           Error& last) const;
  [[nodiscard]] bool isAnothers(const UsbFound& found) const;
  [[nodiscard]] Result<std::unique_ptr<CodeReader>> hidScanner() const;
  [[nodiscard]] Result<std::unique_ptr<CodeReader>> serialScanner(const QString& where) const;
  [[nodiscard]] Result<std::unique_ptr<CodeReader>> wedgeScanner(const QString& where) const;

  const QList<DeviceModel>& m_catalogue;
  const std::shared_ptr<UsbContext>& m_usb;
};

}  // namespace hall::drivers
