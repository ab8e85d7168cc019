#include "drivers/device_catalogue.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "drivers/printer/escpos_quirks.h"

namespace hall::drivers {

namespace {

tl::unexpected<Error> invalid(const QString& why) {
  return failure(Failure::Invalid, "catalogue.entry", why);
}

std::optional<DeviceKind> kindNamed(const QString& word) {
  for (const DeviceKind kind : kDeviceKinds) {
    if (word == QLatin1String(name(kind))) return kind;
  }
  return std::nullopt;
}

std::optional<DeviceModel::UsbId> usbId(const QString& word) {
  const QStringList halves = word.split(u':');
  if (halves.size() != 2 || halves[0].size() != 4 || halves[1].size() != 4) return std::nullopt;
  bool vendorOk = false;
  bool productOk = false;
  const DeviceModel::UsbId id{halves[0].toUShort(&vendorOk, 16), halves[1].toUShort(&productOk, 16)};
  return vendorOk && productOk ? std::optional(id) : std::nullopt;
}

Result<void> addMatch(DeviceModel& model, const QJsonObject& match) {
  model.anyPrinter = model.anyPrinter || match[QLatin1String("usbClass")] == QLatin1String("07/01");
  model.onSerial = model.onSerial || match[QLatin1String("serial")].toBool();
  model.ifNamed = model.ifNamed || match[QLatin1String("serial")] == QLatin1String("named");
  model.isQueue = model.isQueue || match[QLatin1String("queue")].toBool();
  model.isCamera = model.isCamera || match[QLatin1String("camera")].toBool();
  if (const QString word = match[QLatin1String("printerId")].toString(); !word.isEmpty()) model.printerIds.append(word);
  if (const QString word = match[QLatin1String("usb")].toString(); !word.isEmpty()) {
    const std::optional<DeviceModel::UsbId> id = usbId(word);
    if (!id) return invalid(QStringLiteral("usb id %1").arg(word));
    model.usb.append(*id);
  }
  return {};
}

Result<void> readQuirks(DocumentCameraModel& camera, const QJsonObject& quirks) {
  camera.width = quirks[QLatin1String("width")].toInt(camera.width);
  camera.height = quirks[QLatin1String("height")].toInt(camera.height);
  camera.deskMillimetres = quirks[QLatin1String("deskMillimetres")].toInt(camera.deskMillimetres);
  if (camera.width < 640 || camera.width > 8192 || camera.height < 480 || camera.height > 8192) {
    return invalid(QStringLiteral("picture size"));
  }
  const bool known = camera.deskMillimetres != 0;
  if (known && (camera.deskMillimetres < 100 || camera.deskMillimetres > 1500)) {
    return invalid(QStringLiteral("desk width"));
  }
  return {};
}

Result<Supplies> readSupplies(const QJsonObject& object) {
  static const QStringList known{QStringLiteral("paper-mm"), QStringLiteral("cuts"), QStringLiteral("pages")};
  Supplies supplies;
  for (auto one = object.begin(); one != object.end(); ++one) {
    const QJsonObject limit = one.value().toObject();
    const SupplyLimit read{limit[QLatin1String("lasts")].toInteger(), limit[QLatin1String("lowAt")].toInteger()};
    if (!known.contains(one.key()) || limit.size() != 2 || read.lowAt <= 0 || read.lasts < read.lowAt) {
      return invalid(QStringLiteral("supply %1").arg(one.key()));
    }
    supplies.insert(one.key().toUtf8(), read);
  }
  return supplies;
}

// A field nobody reads is a mistake that would otherwise be found in the hall.
Result<void> checkFields(const QJsonObject& object, const QStringList& known) {
  for (const QString& key : object.keys()) {
    if (!known.contains(key)) return invalid(QStringLiteral("unknown field %1").arg(key));
  }
  return {};
}

Result<void> checkFields(const QJsonObject& file) {
  static const QStringList ofTheFile{QStringLiteral("model"), QStringLiteral("kind"),    QStringLiteral("driver"),
                                     QStringLiteral("match"), QStringLiteral("quirks"),  QStringLiteral("signals"),
                                     QStringLiteral("lamp"),  QStringLiteral("supplies")};
  static const QStringList ofAMatch{QStringLiteral("usb"),       QStringLiteral("usbClass"), QStringLiteral("serial"),
                                    QStringLiteral("camera"),    QStringLiteral("name"),     QStringLiteral("hidUsage"),
                                    QStringLiteral("printerId"), QStringLiteral("gpio"),     QStringLiteral("queue")};
  if (const Result<void> checked = checkFields(file, ofTheFile); !checked) return checked;
  for (const QJsonValue& match : file[QLatin1String("match")].toArray()) {
    if (const Result<void> checked = checkFields(match.toObject(), ofAMatch); !checked) return checked;
  }
  return {};
}

}  // namespace

Result<DeviceModel> parseDeviceModel(const QByteArray& json) {
  const QJsonObject object = QJsonDocument::fromJson(json).object();
  if (const Result<void> checked = checkFields(object); !checked) return failure(checked.error());
  const std::optional<DeviceKind> kind = kindNamed(object[QLatin1String("kind")].toString());
  DeviceModel model;
  model.model = object[QLatin1String("model")].toString();
  model.driver = object[QLatin1String("driver")].toString().toLatin1();
  const bool driven =
      QList<QByteArray>{"sam", "escpos", "cups", "camera"}.contains(model.driver) || isPlugDriver(model.driver);
  if (!kind || model.model.isEmpty() || !driven) {
    return invalid(QStringLiteral("kind, model or driver"));
  }
  model.kind = *kind;
  for (const QJsonValue& match : object[QLatin1String("match")].toArray()) {
    if (const Result<void> added = addMatch(model, match.toObject()); !added) return failure(added.error());
    if (const Result<void> added = addPlugMatch(model.plug, match.toObject()); !added) return failure(added.error());
  }
  if (isPlugDriver(model.driver)) {
    if (const Result<void> read = readPlug(model.plug, model.driver, object); !read) return failure(read.error());
  }
  if (model.driver == "escpos") {
    const Result<escpos::Model> printer = escpos::readQuirks(object[QLatin1String("quirks")].toObject());
    if (!printer) return failure(printer.error());
    model.printer = *printer;
  }
  const Result<Supplies> supplies = readSupplies(object[QLatin1String("supplies")].toObject());
  if (!supplies) return failure(supplies.error());
  model.supplies = *supplies;
  if (model.kind == DeviceKind::DocumentCamera) {
    const Result<void> read = readQuirks(model.documentCamera, object[QLatin1String("quirks")].toObject());
    if (!read) return failure(read.error());
  }
  if (model.driver == "sam") {
    const Result<sam::Model> reader = sam::readQuirks(object[QLatin1String("quirks")].toObject());
    if (!reader) return failure(reader.error());
    model.reader = *reader;
  }
  if (model.usb.isEmpty() && !model.anyPrinter && model.printerIds.isEmpty() && !model.onSerial && !model.ifNamed &&
      !model.isQueue && !model.isCamera && !model.plug.matches()) {
    return invalid(QStringLiteral("matches nothing"));
  }
  return model;
}

Result<QList<DeviceModel>> readCatalogue(const QString& folder) {
  const QDir dir(folder);
  QList<DeviceModel> models;
  for (const QString& entry : dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
    QFile file(dir.filePath(entry));
    if (!file.open(QIODevice::ReadOnly)) {
      return failure(Failure::Denied, "catalogue.file", entry);
    }
    Result<DeviceModel> model = parseDeviceModel(file.readAll());
    if (!model) {
      return failure(model.error().kind, model.error().code, QStringLiteral("%1: %2").arg(entry, model.error().detail));
    }
    model->key = entry.chopped(5);
    models.append(std::move(*model));
  }
  if (models.isEmpty()) {
    return failure(Failure::NotFound, "catalogue.empty", folder);
  }
  return models;
}

}  // namespace hall::drivers
