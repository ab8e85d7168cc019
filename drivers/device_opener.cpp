#include "drivers/device_opener.h"

#include <QSysInfo>

#include "drivers/camera/video_document_camera.h"
#include "drivers/code/camera_code_reader.h"
#include "drivers/code/combined_code_reader.h"
#include "drivers/code/decoder_process.h"
#include "drivers/code/grabbing_source.h"
#include "drivers/code/video_source.h"
#include "drivers/idcard/photo_process.h"
#include "drivers/idcard/serial_reader.h"
#include "drivers/idcard/usb_reader.h"
#include "drivers/port/serial_port.h"
#include "drivers/port/usb_port.h"
#include "drivers/printer/cups_page_printer.h"
#include "drivers/printer/device_id.h"
#include "drivers/printer/escpos_printer.h"

namespace hall::drivers {

namespace {

// What stands behind the rate of a serial line.
QStringList serialWords(const QString& where) {
  return where.section(u'@', 1).split(u',').mid(1);
}

std::optional<SerialPort::Flow> flowNamed(const QString& word) {
  if (word == u"rtscts") return SerialPort::Flow::RtsCts;
  if (word == u"xonxoff") return SerialPort::Flow::XonXoff;
  return std::nullopt;
}

}  // namespace

DeviceOpener::DeviceOpener(QList<DeviceModel> catalogue, std::shared_ptr<UsbContext> usb, Wrap wrap,
                           QString photoLibrary)
    : m_catalogue(std::move(catalogue)),
      m_usb(std::move(usb)),
      m_wrap(std::move(wrap)),
      m_photoLibrary(std::move(photoLibrary)) {}

std::unique_ptr<Port> DeviceOpener::wrapped(std::unique_ptr<Port> port) const {
  return m_wrap ? m_wrap(std::move(port)) : std::move(port);
}

const DeviceModel* DeviceOpener::modelFor(DeviceKind kind, const UsbFound& found) const {
  const DeviceModel* byClass = nullptr;
  for (const DeviceModel& model : m_catalogue) {
    if (model.kind != kind) continue;
    if (model.usb.contains(DeviceModel::UsbId{found.vendor, found.product})) return &model;
    if (byClass == nullptr && model.anyPrinter && found.printerInterface >= 0) byClass = &model;
  }
  return byClass;
}

const DeviceModel* DeviceOpener::modelFor(DeviceKind kind, bool DeviceModel::*trait) const {
  for (const DeviceModel& model : m_catalogue) {
    if (model.kind == kind && model.*trait) return &model;
  }
  return nullptr;
}

Result<std::unique_ptr<Port>> DeviceOpener::serialPort(const QString& where) const {
  const QString path = where.section(u'@', 0, 0);
  const QString rate = where.section(u'@', 1, 1).section(u',', 0, 0);
  constexpr int usualRate = 115200;
  auto flow = SerialPort::Flow::None;
  for (const QString& word : serialWords(where)) flow = flowNamed(word).value_or(flow);
  Result<std::unique_ptr<SerialPort>> port =
      SerialPort::open(path.toLocal8Bit(), rate.isEmpty() ? usualRate : rate.toInt(), flow);
  if (!port) {
    return failure(port.error());
  }
  return wrapped(std::move(*port));
}

SamReader::Traits DeviceOpener::readerTraits(const sam::Model& model) const {
  SamReader::Traits traits{model.collision, {}};
  const QString worker = m_photoLibrary.isEmpty() ? QString() : PhotoProcess::installed();
  if (worker.isEmpty()) {
    return traits;
  }
  traits.decodePhoto = [process = PhotoProcess(worker, m_photoLibrary, model.photo)](const QByteArray& wlt,
                                                                                     const Deadline& deadline) {
    Result<Portrait> portrait = process.decode(wlt, deadline);
    return portrait ? std::move(*portrait) : Portrait();
  };
  return traits;
}

Result<std::unique_ptr<IdCardReader>> DeviceOpener::idCardReader(const QString& where,
                                                                 const std::stop_token& stop) const {
  if (const std::optional<ReaderChoice> choice = ReaderChoice::parse(where)) {
    const auto known = [this](const UsbFound& found) -> std::optional<UsbReaderPlan::Known> {
      const DeviceModel* model = modelFor(DeviceKind::IdCardReader, found);
      if (model == nullptr) return std::nullopt;
      return UsbReaderPlan::Known{model->model, model->reader};
    };
    const auto traits = [this](const sam::Model& model) { return readerTraits(model); };
    return openUsbReader({m_usb, *choice, known, m_wrap, traits, {}}, stop);
  }
  const DeviceModel* model = modelFor(DeviceKind::IdCardReader, &DeviceModel::onSerial);
  SerialReaderPlan plan = SerialReaderPlan::parse(where);
  plan.name = model == nullptr ? where : model->model;
  plan.wrap = m_wrap;
  plan.traits = readerTraits(model == nullptr ? sam::Model() : model->reader);
  return openSerialReader(plan, stop);
}

Result<std::unique_ptr<CodeReader>> DeviceOpener::codeReader(const QString& where) const {
  const QStringList places = where.split(u';', Qt::SkipEmptyParts);
  if (places.size() <= 1) return codeSource(where);
  std::vector<CombinedCodeReader::Open> sources;
  for (const QString& place : places) {
    sources.emplace_back([self = *this, place = place.trimmed()] { return self.codeSource(place); });
  }
  Result<std::unique_ptr<CombinedCodeReader>> combined = CombinedCodeReader::open(std::move(sources));
  if (!combined) {
    return failure(combined.error());
  }
  return std::move(*combined);
}

Result<std::unique_ptr<CodeReader>> DeviceOpener::codeSource(const QString& where) const {
  if (PlugOpener::isScanner(where)) return plugs().scanner(where);
  const DeviceModel* model = modelFor(DeviceKind::CodeReader, &DeviceModel::isCamera);
  const auto video = [where]() -> Result<std::unique_ptr<FrameSource>> {
    Result<std::unique_ptr<VideoSource>> opened = VideoSource::open(where, VideoSource::AtEnd::Rewind);
    if (!opened) return failure(opened.error());
    return std::unique_ptr<FrameSource>(std::move(*opened));
  };
  Result<std::unique_ptr<GrabbingSource>> source = GrabbingSource::open(video, m_hangingCameras, {});
  if (!source) {
    return failure(source.error());
  }
  const QString name = model == nullptr ? where : model->model;
  const QString worker = DecoderProcess::installed();
  if (worker.isEmpty()) {
    return failure(Failure::Internal, "code.worker-missing");
  }
  const auto decoder = std::make_shared<DecoderProcess>(worker);
  return std::make_unique<CameraCodeReader>(std::move(*source), name,
                                            [decoder](const cv::Mat& grey, const Deadline& deadline, unsigned turn) {
                                              return decoder->look(grey, deadline, turn);
                                            });
}

Result<std::unique_ptr<DocumentCamera>> DeviceOpener::documentCamera(const QString& where) const {
  const DeviceModel* model = modelFor(DeviceKind::DocumentCamera, &DeviceModel::isCamera);
  const DocumentCameraModel camera = model == nullptr ? DocumentCameraModel() : model->documentCamera;
  const VideoSource::Picture picture{VideoSource::Picture::Colour::Full, camera.width, camera.height};
  Result<std::unique_ptr<VideoSource>> source = VideoSource::open(where, VideoSource::AtEnd::Rewind, picture);
  if (!source) {
    return failure(asOurs(source.error()));
  }
  VideoDocumentCamera::Options options;
  options.stand.deskMillimetres = camera.deskMillimetres;
  // The pictures of a file are the same bytes each time round.
  if (!VideoSource::isCamera(where)) options.frozenAfter = std::chrono::milliseconds(0);
  return std::make_unique<VideoDocumentCamera>(std::move(*source), model == nullptr ? where : model->model, options);
}

Result<std::unique_ptr<ReceiptPrinter>> DeviceOpener::receiptPrinter(const QString& where,
                                                                     const escpos::GlyphRaster& raster) const {
  return where == u"usb" ? usbPrinter(raster) : serialPrinter(where, raster);
}

Result<std::unique_ptr<ReceiptPrinter>> DeviceOpener::serialPrinter(const QString& where,
                                                                    const escpos::GlyphRaster& raster) const {
  const DeviceModel* model = modelFor(DeviceKind::ReceiptPrinter, &DeviceModel::onSerial);
  for (const QString& word : serialWords(where)) {
    const auto named = std::find_if(m_catalogue.cbegin(), m_catalogue.cend(), [&word](const DeviceModel& known) {
      return known.key == word && known.kind == DeviceKind::ReceiptPrinter;
    });
    if (named != m_catalogue.cend()) {
      model = &*named;
    } else if (!flowNamed(word)) {
      return failure(Failure::Invalid, "catalogue.unknown-model", word);
    }
  }
  Result<std::unique_ptr<Port>> port = serialPort(where);
  if (!port) return failure(port.error());
  return std::make_unique<EscposPrinter>(
      std::move(*port),
      EscposPrinter::Identity{
          model == nullptr ? where : model->model, {}, model == nullptr ? Supplies() : model->supplies},
      model == nullptr ? escpos::Model() : model->printer, raster);
}

Result<std::unique_ptr<ReceiptPrinter>> DeviceOpener::usbPrinter(const escpos::GlyphRaster& raster) const {
  Error last{Failure::Disconnected, "printer.gone", {}};
  for (const UsbFound& found : m_usb ? m_usb->devices() : QList<UsbFound>()) {
    const DeviceModel* model = modelFor(DeviceKind::ReceiptPrinter, found);
    if (model == nullptr) continue;
    // Some printers show a vendor class instead of the printer's own; they speak on their first interface.
    const int interface = std::max(0, found.printerInterface);
    Result<std::unique_ptr<UsbPort>> port = UsbPort::open(m_usb, found, interface, UsbPort::Pipes::OnePair);
    if (!port) {
      last = port.error();
      continue;
    }
    // Cheap printers share their USB ids; what they call themselves tells them apart.
    const Result<QByteArray> reply = (*port)->printerId(Deadline::in(std::chrono::milliseconds(500)));
    const PrinterId id = parsePrinterId(reply.value_or(QByteArray())).value_or(PrinterId());
    for (const DeviceModel& known : m_catalogue) {
      const auto named = [&id](const QString& part) { return id.model.contains(part, Qt::CaseInsensitive); };
      if (std::any_of(known.printerIds.cbegin(), known.printerIds.cend(), named)) model = &known;
    }
    const QString itself = QStringList{id.maker, id.model}.join(u' ').trimmed();
    const QString name = itself.isEmpty() ? model->model : QStringLiteral("%1 (%2)").arg(model->model, itself);
    return std::make_unique<EscposPrinter>(
        wrapped(std::move(*port)), EscposPrinter::Identity{name, id.serial, model->supplies}, model->printer, raster);
  }
  return failure(last);
}

Result<std::unique_ptr<PagePrinter>> DeviceOpener::pagePrinter(const QString& where) const {
  const Result<ipp::Target> target = ipp::parseTarget(where);
  if (!target) return failure(target.error());
  const DeviceModel* model = modelFor(DeviceKind::PagePrinter, &DeviceModel::isQueue);
  // Terminals that share a queue take back their own jobs only.
  const QByteArray user = "hall-" + QSysInfo::machineHostName().toUtf8();
  return std::make_unique<CupsPagePrinter>(*target, user, model == nullptr ? where : model->model,
                                           model == nullptr ? Supplies() : model->supplies);
}

}  // namespace hall::drivers
