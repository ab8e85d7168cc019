#include "drivers/plug_model.h"

#include <QJsonArray>

namespace hall::drivers {

namespace {

tl::unexpected<Error> invalid(const QString& why) {
  return failure(Failure::Invalid, "catalogue.entry", why);
}

// Each wire has to come from where this driver listens.
bool fits(const Signal& wire, const QByteArray& driver) {
  if (driver == "gpio-signals") return wire.line >= 0;
  if (driver == "hid-signals") return wire.byte >= 0;
  return wire.level.has_value() || wire.in.has_value();
}

}  // namespace

bool isPlugDriver(const QByteArray& driver) {
  static const QList<QByteArray> drivers{"hid-pos",     "serial-scanner", "wedge-scanner", "keypad",   "evdev-signals",
                                         "hid-signals", "gpio-signals",   "hid-lamp",      "gpio-lamp"};
  return drivers.contains(driver);
}

Result<void> addPlugMatch(PlugModel& plug, const QJsonObject& match) {
  const QString usage = match[QLatin1String("hidUsage")].toString();
  if (!usage.isEmpty() && usage != u"8C/02") return invalid(QStringLiteral("hidUsage %1").arg(usage));
  plug.hidPos = plug.hidPos || !usage.isEmpty();
  if (const QString name = match[QLatin1String("name")].toString(); !name.isEmpty()) plug.names.append(name);
  if (const QString chip = match[QLatin1String("gpio")].toString(); !chip.isEmpty()) plug.gpioChip = chip.toLatin1();
  return {};
}

Result<void> readPlug(PlugModel& plug, const QByteArray& driver, const QJsonObject& file) {
  Result<ScannerModel> scanner = readScannerModel(file[QLatin1String("quirks")].toObject());
  if (!scanner) return failure(scanner.error());
  plug.scanner = std::move(*scanner);
  for (const QJsonValue& value : file[QLatin1String("signals")].toArray()) {
    const Result<Signal> wire = readSignal(value.toObject());
    if (!wire) return failure(wire.error());
    if (!fits(*wire, driver)) return invalid(QStringLiteral("a signal this driver does not hear"));
    plug.wires.append(*wire);
  }
  if (driver.endsWith("-signals") && plug.wires.isEmpty()) return invalid(QStringLiteral("no signals"));
  if (!driver.endsWith("-lamp")) return {};
  const Result<LampModel> lamp = readLampModel(file[QLatin1String("lamp")].toObject());
  if (!lamp) return failure(lamp.error());
  if ((lamp->line >= 0) != (driver == "gpio-lamp")) return invalid(QStringLiteral("a lamp this driver does not light"));
  plug.lamp = *lamp;
  return {};
}

}  // namespace hall::drivers
