#include "drivers/idcard/sam_model.h"

#include <QJsonArray>

namespace hall::drivers::sam {

namespace {

// A byte as "0x88" or 136.
bool readByte(const QJsonValue& value, uint8_t& byte) {
  if (value.isUndefined()) return true;
  bool ok = value.isDouble();
  const int number = ok ? value.toInt(-1) : value.toString().toInt(&ok, 0);
  if (!ok || number < 0 || number > 0xFF) return false;
  byte = static_cast<uint8_t>(number);
  return true;
}

}  // namespace

Result<Model> readQuirks(const QJsonObject& quirks) {
  Model model;
  const QString transport = quirks[QLatin1String("transport")].toString(QStringLiteral("frames"));
  if (transport == u"hid-frames") {
    model.transport = Model::Transport::HidFrames;
  } else if (transport == u"hid-envelope") {
    model.transport = Model::Transport::HidEnvelope;
  } else if (transport != u"frames") {
    return failure(Failure::Invalid, "catalogue.entry", QStringLiteral("transport %1").arg(transport));
  }
  const QJsonObject envelope = quirks[QLatin1String("envelope")].toObject();
  bool sound = readByte(envelope[QLatin1String("requestFlag")], model.envelope.requestFlag) &&
               readByte(envelope[QLatin1String("replyFlag")], model.envelope.replyFlag) &&
               readByte(envelope[QLatin1String("command")], model.envelope.command);
  model.envelope.lead = envelope[QLatin1String("lead")].toInt(model.envelope.lead);
  for (const QJsonValue& value : quirks[QLatin1String("collision")].toArray()) {
    uint8_t status = 0;
    sound = sound && readByte(value, status);
    model.collision.append(status);
  }
  if (!sound || model.envelope.lead < 0 || model.envelope.lead > 16) {
    return failure(Failure::Invalid, "catalogue.entry", QStringLiteral("envelope or collision"));
  }
  const Result<PhotoCall> photo = readPhotoCall(quirks[QLatin1String("photo")].toObject());
  if (!photo) {
    return failure(photo.error());
  }
  model.photo = *photo;
  return model;
}

}  // namespace hall::drivers::sam
