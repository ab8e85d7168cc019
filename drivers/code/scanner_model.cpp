#include "drivers/code/scanner_model.h"

#include <QJsonArray>
#include <QMap>

#include "drivers/hex_bytes.h"

namespace hall::drivers {

namespace {

tl::unexpected<Error> invalid(const QString& why) {
  return failure(Failure::Invalid, "catalogue.entry", why);
}

const QMap<QString, ScannerText::Suffix>& suffixes() {
  using Suffix = ScannerText::Suffix;
  static const QMap<QString, Suffix> named{
      {QStringLiteral("any"), Suffix::Any}, {QStringLiteral("cr"), Suffix::Cr},
      {QStringLiteral("lf"), Suffix::Lf},   {QStringLiteral("crlf"), Suffix::CrLf},
      {QStringLiteral("tab"), Suffix::Tab}, {QStringLiteral("none"), Suffix::None}};
  return named;
}

Result<void> readBytes(const QJsonValue& value, QByteArray& into) {
  const std::optional<QByteArray> bytes = bytesOfHex(value.toString());
  if (!bytes) return invalid(QStringLiteral("bytes %1").arg(value.toString()));
  into = *bytes;
  return {};
}

Result<void> readQuirk(ScannerModel& model, const QString& key, const QJsonValue& value) {
  if (key == u"suffix" && suffixes().contains(value.toString())) {
    model.suffix = suffixes()[value.toString()];
    return {};
  }
  if (key == u"aim" && value.isBool()) {
    model.aim = value.toBool() ? hidpos::Aim::Sent : hidpos::Aim::NotSent;
    return {};
  }
  if (key == u"triggerOn") return readBytes(value, model.triggerOn);
  if (key == u"triggerOff") return readBytes(value, model.triggerOff);
  if (key == u"start") {
    QByteArray bytes;
    if (const Result<void> read = readBytes(value, bytes); !read) return failure(read.error());
    model.start = {static_cast<uint8_t>(bytes[0]), bytes.sliced(1)};
    return {};
  }
  if (key == u"echoes" && value.isArray()) {
    for (const QJsonValue& echo : value.toArray()) {
      if (const Result<void> read = readBytes(echo, model.echoes.emplaceBack()); !read) return failure(read.error());
    }
    return {};
  }
  return invalid(QStringLiteral("quirk %1").arg(key));
}

}  // namespace

Result<ScannerModel> readScannerModel(const QJsonObject& quirks) {
  ScannerModel model;
  for (auto it = quirks.constBegin(); it != quirks.constEnd(); ++it) {
    if (const Result<void> read = readQuirk(model, it.key(), it.value()); !read) return failure(read.error());
  }
  return model;
}

}  // namespace hall::drivers
