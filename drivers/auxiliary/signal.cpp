#include "drivers/auxiliary/signal.h"

namespace hall::drivers {

namespace {

tl::unexpected<Error> invalid(const QString& why) {
  return failure(Failure::Invalid, "catalogue.entry", why);
}

Sensed sensed(const Levels& levels, Meaning meaning) {
  if (!levels.contains(meaning)) return Sensed::Unknown;
  return levels[meaning] ? Sensed::Present : Sensed::NotPresent;
}

Door door(const Levels& levels) {
  if (!levels.contains(Meaning::CabinetDoor)) return Door::Unknown;
  return levels[Meaning::CabinetDoor] ? Door::Open : Door::Closed;
}

// A keyed switch has a wire for each position but one, which is run.
OperatorSwitch position(const QSet<Meaning>& wired, const Levels& levels) {
  bool heard = true;
  for (const Meaning meaning : {Meaning::Supervisor, Meaning::Maintenance}) {
    if (!wired.contains(meaning)) continue;
    if (levels.value(meaning))
      return meaning == Meaning::Supervisor ? OperatorSwitch::Supervisor : OperatorSwitch::Maintenance;
    heard = heard && levels.contains(meaning);
  }
  return heard ? OperatorSwitch::Run : OperatorSwitch::Unknown;
}

const QMap<QString, Meaning>& meanings() {
  static const QMap<QString, Meaning> named{
      {QStringLiteral("headphones"), Meaning::Headphones},   {QStringLiteral("person"), Meaning::Person},
      {QStringLiteral("callButton"), Meaning::CallButton},   {QStringLiteral("cabinetDoor"), Meaning::CabinetDoor},
      {QStringLiteral("maintenance"), Meaning::Maintenance}, {QStringLiteral("supervisor"), Meaning::Supervisor}};
  return named;
}

bool readCode(const QJsonValue& value, std::optional<EvdevCode>& into) {
  into = evdevCode(value.toString().toLatin1());
  return into.has_value();
}

bool readNumber(const QJsonValue& value, int least, int most, int& into) {
  into = value.toInt(-1);
  return value.isDouble() && into >= least && into <= most;
}

bool readField(Signal& wire, const QString& key, const QJsonValue& value) {
  constexpr int longestReport = 64;
  constexpr int mostLines = 1024;
  if (key == u"means") {
    wire.means = meanings().value(value.toString());
    return meanings().contains(value.toString());
  }
  if (key == u"inverted") {
    wire.inverted = value.toBool();
    return value.isBool();
  }
  if (key == u"event") return readCode(value, wire.level);
  if (key == u"inKey") return readCode(value, wire.in);
  if (key == u"outKey") return readCode(value, wire.out);
  if (key == u"line") return readNumber(value, 0, mostLines - 1, wire.line);
  if (key == u"report") return readNumber(value, 1, 255, wire.number);
  if (key == u"byte") return readNumber(value, 0, longestReport - 1, wire.byte);
  if (key == u"mask") return readNumber(value, 1, 255, wire.mask);
  return false;
}

}  // namespace

AuxiliariesState stateOf(const QSet<Meaning>& wired, const Levels& levels) {
  AuxiliariesState state;
  if (wired.contains(Meaning::Headphones)) state.headphones = sensed(levels, Meaning::Headphones);
  if (wired.contains(Meaning::Person)) state.person = sensed(levels, Meaning::Person);
  if (wired.contains(Meaning::CallButton)) state.callButton = sensed(levels, Meaning::CallButton);
  if (wired.contains(Meaning::CabinetDoor)) state.cabinetDoor = door(levels);
  if (wired.contains(Meaning::Maintenance) || wired.contains(Meaning::Supervisor)) {
    state.operatorSwitch = position(wired, levels);
  }
  return state;
}

void readReport(const QList<Signal>& wires, QByteArrayView report, Levels& levels) {
  for (const Signal& wire : wires) {
    if (wire.byte < 0 || wire.byte >= report.size()) continue;
    if (wire.number >= 0 && static_cast<uint8_t>(report[0]) != wire.number) continue;
    levels[wire.means] = ((static_cast<uint8_t>(report[wire.byte]) & wire.mask) != 0) != wire.inverted;
  }
}

Result<Signal> readSignal(const QJsonObject& object) {
  Signal wire;
  for (auto it = object.constBegin(); it != object.constEnd(); ++it) {
    if (!readField(wire, it.key(), it.value())) return invalid(QStringLiteral("signal %1").arg(it.key()));
  }
  const bool keys = wire.in.has_value() && wire.out.has_value();
  const bool half = wire.in.has_value() != wire.out.has_value();
  const bool bits = wire.byte >= 0 && wire.mask > 0;
  const int sources = int(keys) + int(wire.level.has_value()) + int(wire.line >= 0) + int(bits);
  if (!object.contains(QLatin1String("means")) || half || sources != 1 || (wire.number >= 0 && !bits)) {
    return invalid(QStringLiteral("signal without one source"));
  }
  return wire;
}

}  // namespace hall::drivers
