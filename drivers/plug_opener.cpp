#include "drivers/plug_opener.h"

#include <algorithm>

#include "drivers/auxiliary/evdev_keypad.h"
#include "drivers/code/hid_pos_scanner.h"
#include "drivers/code/serial_scanner.h"
#include "drivers/code/wedge_scanner.h"
#include "drivers/port/hid_port.h"
#include "drivers/port/serial_port.h"

namespace hall::drivers {

namespace {

const QString serialPlace = QStringLiteral("serial:");
const QString wedgePlace = QStringLiteral("wedge:");

bool fits(const DeviceModel& model, const EvdevDevice& device) {
  if (model.usb.contains(DeviceModel::UsbId{device.vendor(), device.product()})) return true;
  const QString name = QString::fromLatin1(device.name());
  const QStringList& names = model.plug.names;
  return std::any_of(names.cbegin(), names.cend(), [&](const QString& part) { return name.contains(part); });
}

std::unique_ptr<SignalSource> gpioSource(const DeviceModel& model, const QByteArray& place) {
  std::vector<std::unique_ptr<GpioInput>> lines;
  for (const Signal& wire : model.plug.wires) {
    const GpioSense sense = wire.inverted ? GpioSense::Inverted : GpioSense::Plain;
    Result<std::unique_ptr<GpioInput>> line = openGpioInput(model.plug.gpioChip, wire.line, sense);
    if (!line) return nullptr;
    lines.push_back(std::move(*line));
  }
  return std::make_unique<GpioSignals>(std::move(lines), place, model.model, model.plug.wires);
}

}  // namespace

QList<const DeviceModel*> PlugOpener::modelsOf(DeviceKind kind, const QByteArray& driver) const {
  QList<const DeviceModel*> models;
  for (const DeviceModel& model : m_catalogue) {
    if (model.kind == kind && model.driver == driver) models.append(&model);
  }
  return models;
}

std::vector<PlugOpener::FoundInput> PlugOpener::inputs(const QList<const DeviceModel*>& models) const {
  std::vector<FoundInput> found;
  for (const QByteArray& node : models.isEmpty() ? QList<QByteArray>() : evdevNodes()) {
    Result<std::unique_ptr<EvdevDevice>> device = EvdevDevice::open(node, EvdevDevice::Hold::Shared);
    if (!device) continue;
    const auto its =
        std::find_if(models.cbegin(), models.cend(), [&](const DeviceModel* model) { return fits(*model, **device); });
    if (its != models.cend()) found.push_back({std::move(*device), node, *its});
  }
  return found;
}

// Taking a card reader's interface only to look at it would disturb whoever opens it at this moment.
bool PlugOpener::isAnothers(const UsbFound& found) const {
  const DeviceModel::UsbId id{found.vendor, found.product};
  return std::any_of(m_catalogue.cbegin(), m_catalogue.cend(), [&](const DeviceModel& model) {
    return model.usb.contains(id) && model.kind != DeviceKind::CodeReader;
  });
}

std::vector<PlugOpener::FoundHid> PlugOpener::hids(const QList<const DeviceModel*>& models,
                                                   const QList<QByteArray>& known, Error& last) const {
  std::vector<FoundHid> opened;
  for (const UsbFound& found : m_usb && !models.isEmpty() ? m_usb->devices() : QList<UsbFound>()) {
    const DeviceModel::UsbId id{found.vendor, found.product};
    const auto its =
        std::find_if(models.cbegin(), models.cend(), [&](const DeviceModel* model) { return model->usb.contains(id); });
    if (its == models.cend() || found.hidInterfaces.isEmpty() || known.contains(found.place)) continue;
    Result<std::unique_ptr<HidPort>> port = HidPort::open(m_usb, found, found.hidInterfaces.constFirst());
    if (port) {
      opened.push_back({std::move(*port), *its});
    } else {
      last = port.error();
    }
  }
  return opened;
}

bool PlugOpener::isScanner(const QString& where) {
  return where == u"usb" || where.startsWith(serialPlace) || where.startsWith(wedgePlace);
}

Result<std::unique_ptr<CodeReader>> PlugOpener::scanner(const QString& where) const {
  if (where.startsWith(serialPlace)) return serialScanner(where.mid(serialPlace.size()));
  if (where.startsWith(wedgePlace)) return wedgeScanner(where.mid(wedgePlace.size()));
  return hidScanner();
}

// What a device says of itself counts. Its vendor and product only tell where it differs from its kind.
Result<std::unique_ptr<CodeReader>> PlugOpener::hidScanner() const {
  const QList<const DeviceModel*> models = modelsOf(DeviceKind::CodeReader, "hid-pos");
  Error last{Failure::Disconnected, "scanner.gone", {}};
  for (const UsbFound& found : m_usb ? m_usb->devices() : QList<UsbFound>()) {
    const DeviceModel::UsbId id{found.vendor, found.product};
    const auto known =
        std::find_if(models.cbegin(), models.cend(), [&](const DeviceModel* model) { return model->usb.contains(id); });
    const auto any =
        std::find_if(models.cbegin(), models.cend(), [](const DeviceModel* model) { return model->plug.hidPos; });
    const auto its = known != models.cend() ? known : any;
    if (its == models.cend() || isAnothers(found)) continue;
    for (const int interface : found.hidInterfaces) {
      Result<std::unique_ptr<HidPort>> port = HidPort::open(m_usb, found, interface);
      if (!port) {
        last = port.error();
        continue;
      }
      const HidReports& reports = (*port)->reports();
      if (reports.usagePage != hidpos::usagePage || reports.usage != hidpos::usage) continue;
      Result<std::unique_ptr<HidPosScanner>> scanner =
          HidPosScanner::open(std::move(*port), (*its)->model, (*its)->plug.scanner);
      if (scanner) return std::move(*scanner);
      last = scanner.error();
    }
  }
  return failure(last);
}

Result<std::unique_ptr<CodeReader>> PlugOpener::serialScanner(const QString& where) const {
  constexpr int usualRate = 115200;
  const QString rate = where.section(u'@', 1, 1);
  const QList<const DeviceModel*> models = modelsOf(DeviceKind::CodeReader, "serial-scanner");
  Result<std::unique_ptr<SerialPort>> port =
      SerialPort::open(where.section(u'@', 0, 0).toLocal8Bit(), rate.isEmpty() ? usualRate : rate.toInt());
  if (!port) {
    return failure(port.error());
  }
  const ScannerModel model = models.isEmpty() ? ScannerModel() : models.constFirst()->plug.scanner;
  const QString name = models.isEmpty() ? where : models.constFirst()->model;
  return std::make_unique<SerialScanner>(std::move(*port), name, model);
}

Result<std::unique_ptr<CodeReader>> PlugOpener::wedgeScanner(const QString& where) const {
  if (where != u"usb") {
    Result<std::unique_ptr<EvdevDevice>> device = EvdevDevice::open(where.toLocal8Bit(), EvdevDevice::Hold::Grabbed);
    if (!device) return failure(device.error());
    const QString name = QString::fromLatin1((*device)->name());
    return std::make_unique<WedgeScanner>(std::move(*device), name);
  }
  Error last{Failure::Disconnected, "scanner.gone", {}};
  for (FoundInput& found : inputs(modelsOf(DeviceKind::CodeReader, "wedge-scanner"))) {
    const Result<void> grabbed = found.device->grab();
    if (grabbed) return std::make_unique<WedgeScanner>(std::move(found.device), found.model->model);
    last = grabbed.error();
  }
  return failure(last);
}

Result<std::unique_ptr<Keypad>> PlugOpener::keypad() const {
  std::vector<FoundInput> found = inputs(modelsOf(DeviceKind::Keypad, "keypad"));
  if (found.empty()) {
    return failure(Failure::Disconnected, "keys.gone");
  }
  return std::make_unique<EvdevKeypad>(std::move(found.front().device), found.front().model->model);
}

Result<std::unique_ptr<Lights>> PlugOpener::lights() const {
  Error last{Failure::Disconnected, "lamp.gone", {}};
  for (FoundHid& found : hids(modelsOf(DeviceKind::Lights, "hid-lamp"), {}, last)) {
    return std::make_unique<HidLamp>(std::move(found.port), found.model->model, found.model->plug.lamp);
  }
  for (const DeviceModel* model : modelsOf(DeviceKind::Lights, "gpio-lamp")) {
    const LampModel& lamp = model->plug.lamp;
    const GpioSense sense = lamp.inverted ? GpioSense::Inverted : GpioSense::Plain;
    Result<std::unique_ptr<GpioOutput>> line = openGpioOutput(model->plug.gpioChip, lamp.line, sense);
    if (line) return std::make_unique<GpioLamp>(std::move(*line), model->model);
    if (line.error().kind != Failure::Disconnected) last = line.error();
  }
  return failure(last);
}

std::vector<std::unique_ptr<SignalSource>> PlugOpener::signalSources(const QList<QByteArray>& known) const {
  std::vector<std::unique_ptr<SignalSource>> sources;
  QList<const DeviceModel*> listened = modelsOf(DeviceKind::Auxiliaries, "evdev-signals");
  // A keypad may tell by two of its keys what its jack holds.
  for (const DeviceModel* model : modelsOf(DeviceKind::Keypad, "keypad")) {
    if (!model->plug.wires.isEmpty()) listened.append(model);
  }
  for (FoundInput& found : inputs(listened)) {
    if (known.contains(found.device->place())) continue;
    sources.push_back(
        std::make_unique<EvdevSignals>(std::move(found.device), found.model->model, found.model->plug.wires));
  }
  Error last;
  for (FoundHid& found : hids(modelsOf(DeviceKind::Auxiliaries, "hid-signals"), known, last)) {
    sources.push_back(std::make_unique<HidSignals>(std::move(found.port), found.model->model, found.model->plug.wires));
  }
  for (const DeviceModel* model : modelsOf(DeviceKind::Auxiliaries, "gpio-signals")) {
    const QByteArray place = "gpio-" + model->plug.gpioChip;
    if (known.contains(place)) continue;
    if (auto source = gpioSource(*model, place)) sources.push_back(std::move(source));
  }
  return sources;
}

}  // namespace hall::drivers
