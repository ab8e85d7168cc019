#include "drivers/auxiliary/lamp.h"

#include "drivers/hex_bytes.h"

namespace hall::drivers {

namespace {

constexpr std::chrono::milliseconds patience(500);

tl::unexpected<Error> invalid(const QString& why) {
  return failure(Failure::Invalid, "catalogue.entry", why);
}

Error lampError(const Error& error) {
  return error.kind == Failure::Disconnected ? Error{error.kind, "lamp.gone", error.detail} : error;
}

DeviceReport lampReport(const QString& model, const QByteArray& place, bool gone) {
  DeviceReport report;
  report.kind = DeviceKind::Lights;
  report.state = gone ? DeviceState::PowerOff : DeviceState::Online;
  report.id = place;
  report.model = model;
  if (gone) report.code = "lamp.gone";
  return report;
}

bool readField(LampModel& model, const QString& key, const QJsonValue& value) {
  if (key == u"on" || key == u"off") {
    const std::optional<QByteArray> bytes = bytesOfHex(value.toString());
    (key == u"on" ? model.on : model.off) = bytes.value_or(QByteArray());
    return bytes.has_value();
  }
  if (key == u"by") {
    model.by = value == QLatin1String("feature") ? LampModel::By::Feature : LampModel::By::Output;
    return value == QLatin1String("feature") || value == QLatin1String("output");
  }
  if (key == u"line") {
    model.line = value.toInt(-1);
    return model.line >= 0 && model.line < 1024;
  }
  if (key == u"inverted") {
    model.inverted = value.toBool();
    return value.isBool();
  }
  return false;
}

}  // namespace

Result<LampModel> readLampModel(const QJsonObject& lamp) {
  LampModel model;
  for (auto it = lamp.constBegin(); it != lamp.constEnd(); ++it) {
    if (!readField(model, it.key(), it.value())) return invalid(QStringLiteral("lamp %1").arg(it.key()));
  }
  const bool relay = !model.on.isEmpty() && !model.off.isEmpty();
  if (relay == (model.line >= 0)) return invalid(QStringLiteral("lamp is neither relay nor line"));
  return model;
}

HidLamp::HidLamp(std::unique_ptr<ReportPort> port, QString name, LampModel model)
    : m_port(std::move(port)), m_name(std::move(name)), m_model(std::move(model)) {}

HidLamp::~HidLamp() {
  if (!m_gone) static_cast<void>(show(Lamp::Dark));
}

Result<void> HidLamp::show(Lamp lamp) {
  const QByteArray& report = lamp == Lamp::Lit ? m_model.on : m_model.off;
  const Deadline deadline = Deadline::in(patience);
  const auto number = m_port->reports().numbered ? static_cast<uint8_t>(report[0]) : uint8_t(0);
  const QByteArrayView payload = QByteArrayView(report).sliced(number != 0 ? 1 : 0);
  const Result<void> sent = m_model.by == LampModel::By::Feature ? m_port->setFeature(number, payload, deadline)
                                                                 : m_port->writeReport(report, deadline);
  m_gone = !sent && sent.error().kind == Failure::Disconnected;
  return sent ? Result<void>() : failure(lampError(sent.error()));
}

DeviceReport HidLamp::report() {
  const Result<QByteArray> word = m_port->readReport(Deadline::in(std::chrono::milliseconds(1)));
  m_gone = m_gone || (!word && word.error().kind == Failure::Disconnected);
  return lampReport(m_name, m_port->place(), m_gone);
}

GpioLamp::GpioLamp(std::unique_ptr<GpioOutput> line, QString name) : m_line(std::move(line)), m_name(std::move(name)) {}

GpioLamp::~GpioLamp() {
  if (!m_gone) static_cast<void>(show(Lamp::Dark));
}

Result<void> GpioLamp::show(Lamp lamp) {
  const Result<void> set = m_line->set(lamp == Lamp::Lit);
  m_gone = !set && set.error().kind == Failure::Disconnected;
  return set ? Result<void>() : failure(lampError(set.error()));
}

DeviceReport GpioLamp::report() {
  return lampReport(m_name, m_line->place(), m_gone);
}

}  // namespace hall::drivers
