#include "drivers/idcard/usb_reader.h"

#include "drivers/idcard/hid_sam_port.h"
#include "drivers/port/hid_port.h"
#include "drivers/port/usb_port.h"

namespace hall::drivers {

namespace {

using Transport = sam::Model::Transport;
using Opened = Result<std::unique_ptr<Port>>;

Opened openHid(const UsbReaderPlan& plan, const UsbFound& found, const sam::Model& model) {
  const int interface = found.hidInterfaces.isEmpty() ? 0 : found.hidInterfaces.constFirst();
  Result<std::unique_ptr<HidPort>> reports = HidPort::open(plan.usb, found, interface);
  if (!reports) {
    return failure(reports.error());
  }
  const auto envelope =
      model.transport == Transport::HidEnvelope ? std::optional<hid::Envelope>(model.envelope) : std::nullopt;
  return std::make_unique<HidSamPort>(std::move(*reports), envelope);
}

Opened openBulk(const UsbReaderPlan& plan, const UsbFound& found, UsbPort::Pipes pipes) {
  Result<std::unique_ptr<UsbPort>> port = UsbPort::open(plan.usb, found, 0, pipes);
  if (!port) {
    return failure(port.error());
  }
  return std::move(*port);
}

Result<std::unique_ptr<SamReader>> trusted(const UsbReaderPlan& plan, const UsbReaderPlan::Known& known, Opened port,
                                           const std::stop_token& stop) {
  if (!port) {
    return failure(port.error());
  }
  SamReader::Traits traits = plan.traits ? plan.traits(known.model) : SamReader::Traits{known.model.collision, {}};
  auto wrapped = plan.wrap ? plan.wrap(std::move(*port)) : std::move(*port);
  auto reader = std::make_unique<SamReader>(std::move(wrapped), known.name, plan.timing, std::move(traits));
  if (const Result<void> answer = reader->probe(stop); !answer) {
    return failure(answer.error());
  }
  if (!plan.choice.samId.isEmpty() && reader->samId() != plan.choice.samId) {
    return failure(Failure::Disconnected, "reader.gone");
  }
  return reader;
}

Result<std::unique_ptr<SamReader>> tryDevice(const UsbReaderPlan& plan, const UsbFound& found,
                                             const std::stop_token& stop) {
  const std::optional<UsbReaderPlan::Known> known = plan.known(found);
  if (!known) {
    return failure(Failure::Disconnected, "reader.gone");
  }
  if (known->model.transport != Transport::Frames) {
    return trusted(plan, *known, openHid(plan, found, known->model), stop);
  }
  Result<std::unique_ptr<SamReader>> reader =
      trusted(plan, *known, openBulk(plan, found, UsbPort::Pipes::SplitHead), stop);
  const bool anotherShape = !reader && (reader.error().code == "port.shape" || reader.error().code == "reader.silent" ||
                                        reader.error().kind == Failure::Garbled);
  return anotherShape ? trusted(plan, *known, openBulk(plan, found, UsbPort::Pipes::OnePair), stop) : std::move(reader);
}

}  // namespace

std::optional<ReaderChoice> ReaderChoice::parse(const QString& where) {
  if (where != u"usb" && !where.startsWith(u"usb:")) {
    return std::nullopt;
  }
  const QByteArray word = where.mid(4).toLatin1();
  if (word.startsWith("sam=")) {
    return ReaderChoice{{}, word.mid(4)};
  }
  return ReaderChoice{word.isEmpty() || word.startsWith("usb-") ? word : "usb-" + word, {}};
}

Result<std::unique_ptr<SamReader>> openUsbReader(const UsbReaderPlan& plan, const std::stop_token& stop) {
  Error last{Failure::Disconnected, "reader.gone", {}};
  for (const UsbFound& found : plan.usb ? plan.usb->devices() : QList<UsbFound>()) {
    if (!plan.choice.place.isEmpty() && found.place != plan.choice.place) continue;
    Result<std::unique_ptr<SamReader>> reader = tryDevice(plan, found, stop);
    if (reader) {
      return reader;
    }
    if (reader.error().kind != Failure::Disconnected) last = reader.error();
  }
  return failure(last);
}

}  // namespace hall::drivers
