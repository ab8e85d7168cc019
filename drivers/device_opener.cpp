#include "drivers/device_opener.h"

#include "drivers/code/camera_code_reader.h"
#include "drivers/code/decoder_process.h"
#include "drivers/code/video_source.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/port/serial_port.h"
#include "drivers/port/usb_port.h"
#include "drivers/printer/escpos_printer.h"

namespace hall::drivers {

DeviceOpener::DeviceOpener(QList<DeviceModel> catalogue, std::shared_ptr<UsbContext> usb, Wrap wrap)
    : m_catalogue(std::move(catalogue)), m_usb(std::move(usb)), m_wrap(std::move(wrap)) {}

std::unique_ptr<Port> DeviceOpener::wrapped(std::unique_ptr<Port> port) const {
  return m_wrap ? m_wrap(std::move(port)) : std::move(port);
}

const DeviceModel* DeviceOpener::modelFor(DeviceKind kind, const UsbFound& found) const {
  for (const DeviceModel& model : m_catalogue) {
    const bool known = model.usb.contains(DeviceModel::UsbId{found.vendor, found.product});
    if (model.kind == kind && (known || (model.anyPrinter && found.printerInterface >= 0))) return &model;
  }
  return nullptr;
}

const DeviceModel* DeviceOpener::modelFor(DeviceKind kind, bool DeviceModel::*trait) const {
  for (const DeviceModel& model : m_catalogue) {
    if (model.kind == kind && model.*trait) return &model;
  }
  return nullptr;
}

Result<std::unique_ptr<Port>> DeviceOpener::serialPort(const QString& where) const {
  const QString path = where.section(u'@', 0, 0);
  const QString rate = where.section(u'@', 1, 1);
  constexpr int usualRate = 115200;
  Result<std::unique_ptr<SerialPort>> port =
      SerialPort::open(path.toLocal8Bit(), rate.isEmpty() ? usualRate : rate.toInt());
  if (!port) {
    return failure(port.error());
  }
  return wrapped(std::move(*port));
}

Result<std::unique_ptr<IdCardReader>> DeviceOpener::idCardReader(const QString& where,
                                                                 const std::stop_token& stop) const {
  if (where == u"usb") {
    return usbReader(stop);
  }
  const DeviceModel* model = modelFor(DeviceKind::IdCardReader, &DeviceModel::onSerial);
  Result<std::unique_ptr<Port>> port = serialPort(where);
  if (!port) {
    return failure(port.error());
  }
  auto reader = std::make_unique<SamReader>(std::move(*port), model == nullptr ? where : model->model);
  if (const Result<void> answer = reader->probe(stop); !answer) {
    return failure(answer.error());
  }
  return reader;
}

// By identity first, then by the shape of its endpoints; what counts in the end is that it answers as a SAM_V.
Result<std::unique_ptr<IdCardReader>> DeviceOpener::usbReader(const std::stop_token& stop) const {
  Error last{Failure::Disconnected, "reader.gone", {}};
  for (const UsbFound& found : m_usb ? m_usb->devices() : QList<UsbFound>()) {
    const DeviceModel* model = modelFor(DeviceKind::IdCardReader, found);
    for (const auto pipes : {UsbPort::Pipes::SplitHead, UsbPort::Pipes::OnePair}) {
      if (model == nullptr) break;
      Result<std::unique_ptr<UsbPort>> port = UsbPort::open(m_usb, found, 0, pipes);
      if (!port && port.error().code == "port.shape") continue;
      if (!port) {
        last = port.error();
        break;
      }
      auto reader = std::make_unique<SamReader>(wrapped(std::move(*port)), model->model);
      const Result<void> answer = reader->probe(stop);
      if (answer) return reader;
      last = answer.error();
    }
  }
  return failure(last);
}

Result<std::unique_ptr<CodeReader>> DeviceOpener::codeReader(const QString& where) const {
  const DeviceModel* model = modelFor(DeviceKind::CodeReader, &DeviceModel::isCamera);
  Result<std::unique_ptr<VideoSource>> source = VideoSource::open(where, VideoSource::AtEnd::Rewind);
  if (!source) {
    return failure(source.error());
  }
  const QString name = model == nullptr ? where : model->model;
  const QString worker = DecoderProcess::installed();
  if (worker.isEmpty()) {
    return failure(Failure::Internal, "code.worker-missing");
  }
  const auto decoder = std::make_shared<DecoderProcess>(worker);
  return std::make_unique<CameraCodeReader>(
      std::move(*source), name,
      [decoder](const cv::Mat& grey, const Deadline& deadline) { return decoder->look(grey, deadline); });
}

Result<std::unique_ptr<ReceiptPrinter>> DeviceOpener::receiptPrinter(const QString& where,
                                                                     const escpos::GlyphRaster& raster) const {
  if (where != u"usb") {
    Result<std::unique_ptr<Port>> port = serialPort(where);
    if (!port) return failure(port.error());
    return std::make_unique<EscposPrinter>(std::move(*port), where, escpos::Model(), raster);
  }
  Error last{Failure::Disconnected, "printer.gone", {}};
  for (const UsbFound& found : m_usb ? m_usb->devices() : QList<UsbFound>()) {
    const DeviceModel* model = modelFor(DeviceKind::ReceiptPrinter, found);
    if (model == nullptr) continue;
    // Some printers show a vendor class instead of the printer's own; they speak on their first interface.
    const int interface = std::max(0, found.printerInterface);
    Result<std::unique_ptr<UsbPort>> port = UsbPort::open(m_usb, found, interface, UsbPort::Pipes::OnePair);
    if (port) return std::make_unique<EscposPrinter>(wrapped(std::move(*port)), model->model, model->printer, raster);
    last = port.error();
  }
  return failure(last);
}

}  // namespace hall::drivers
