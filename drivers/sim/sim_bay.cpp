#include "drivers/sim/sim_bay.h"

#include "drivers/camera/video_document_camera.h"
#include "drivers/code/camera_code_reader.h"
#include "drivers/code/combined_code_reader.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/sim/drawn_portrait.h"
#include "drivers/sim/sim_document_source.h"
#include "drivers/sim/sim_frame_source.h"
#include "drivers/sim/sim_page_printer.h"
#include "drivers/sim/sim_plugs.h"
#include "drivers/sim/sim_printer_port.h"
#include "drivers/sim/sim_sam_port.h"

namespace hall::drivers::sim {

namespace {

Result<std::unique_ptr<IdCardReader>> openReader(const std::shared_ptr<Stage>& stage, const std::stop_token& stop) {
  const SamReader::Traits traits{{}, [](const QByteArray& photo, const Deadline&) { return drawnPortrait(photo); }};
  auto reader = std::make_unique<SamReader>(std::make_unique<SimSamPort>(stage), QStringLiteral("模拟读卡器"),
                                            SamReader::Timing(), traits);
  if (const Result<void> answer = reader->probe(stop); !answer) {
    return failure(answer.error());
  }
  return reader;
}

Result<std::unique_ptr<CodeReader>> openCamera(const std::shared_ptr<Stage>& stage) {
  if (!stage->look().cameraPlugged) {
    return failure(Failure::Disconnected, "camera.gone");
  }
  return std::make_unique<CameraCodeReader>(std::make_unique<SimFrameSource>(stage), QStringLiteral("模拟摄像头"));
}

// A camera and a scanner, of which either may be missing.
Result<std::unique_ptr<CodeReader>> openCodeReader(const std::shared_ptr<Stage>& stage) {
  std::vector<CombinedCodeReader::Open> sources{[stage] { return openCamera(stage); },
                                                [stage] { return openScanner(stage); }};
  Result<std::unique_ptr<CombinedCodeReader>> opened = CombinedCodeReader::open(std::move(sources));
  if (!opened) {
    return failure(opened.error());
  }
  return std::move(*opened);
}

Result<std::unique_ptr<PagePrinter>> openPages(const std::shared_ptr<Stage>& stage,
                                               const SimPagePrinter::Printed& printed) {
  if (!stage->look().pagePrinterPlugged) {
    return failure(Failure::Disconnected, "printer.gone");
  }
  return std::make_unique<SimPagePrinter>(stage, printed);
}

Result<std::unique_ptr<ReceiptPrinter>> openPrinter(const std::shared_ptr<Stage>& stage,
                                                    const std::function<void(const Slip&)>& printed) {
  if (!stage->look().printerPlugged) {
    return failure(Failure::Disconnected, "printer.gone");
  }
  return std::make_unique<EscposPrinter>(std::make_unique<SimPrinterPort>(stage, printed),
                                         EscposPrinter::Identity{QStringLiteral("模拟打印机"), {}}, escpos::Model());
}

Result<std::unique_ptr<DocumentCamera>> openDocumentCamera(const std::shared_ptr<Stage>& stage) {
  if (!stage->look().documentCameraPlugged) {
    return failure(Failure::Disconnected, "document.gone");
  }
  return std::make_unique<VideoDocumentCamera>(std::make_unique<SimDocumentSource>(stage), QStringLiteral("模拟高拍仪"),
                                               VideoDocumentCamera::Options());
}

}  // namespace

Result<std::unique_ptr<SimBay>> SimBay::create(const Options& options) {
  Result<QList<Person>> people = builtInPeople();
  if (!people) {
    return failure(people.error());
  }
  const auto stage = std::make_shared<Stage>();
  auto levers = std::make_unique<Levers>(stage, std::move(*people));
  Openers openers;
  openers.idCardReader = [stage](const std::stop_token& stop) { return openReader(stage, stop); };
  openers.codeReader = [stage](const std::stop_token&) { return openCodeReader(stage); };
  const auto printed = [levers = levers.get(), folder = options.slipFolder](const Slip& slip) {
    const bool kept = folder.isEmpty() || keepSlip(folder, slip);
    QMetaObject::invokeMethod(
        levers, [levers, slip, kept] { levers->takeSlip(slip, kept); }, Qt::QueuedConnection);
  };
  openers.receiptPrinter = [stage, printed](const std::stop_token&) { return openPrinter(stage, printed); };
  openers.documentCamera = [stage, given = options.documentCamera](const std::stop_token&) {
    return given ? given() : openDocumentCamera(stage);
  };
  openers.keypad = [stage](const std::stop_token&) { return openKeypad(stage); };
  openers.auxiliaries = [stage](const std::stop_token&) { return openAuxiliaries(stage); };
  const auto shown = [levers = levers.get()](Lamp lamp) {
    QMetaObject::invokeMethod(
        levers, [levers, lamp] { levers->showLamp(lamp); }, Qt::QueuedConnection);
  };
  openers.lights = [stage, shown](const std::stop_token&) { return openLamp(stage, shown); };
  const auto paged = [levers = levers.get(), folder = options.slipFolder](const PageJob& job) {
    static_cast<void>(folder.isEmpty() || keepPages(folder, job));
    QMetaObject::invokeMethod(
        levers, [levers, pdf = job.pdf] { Q_EMIT levers->pagesPrinted(pdf); }, Qt::QueuedConnection);
  };
  if (options.pagePrinter) {
    openers.pagePrinter = [stage, paged](const std::stop_token&) { return openPages(stage, paged); };
  }
  return std::unique_ptr<SimBay>(new SimBay(std::move(openers), options.pace, std::move(levers)));
}

SimBay::SimBay(Openers openers, Pace pace, std::unique_ptr<Levers> levers)
    : LaneBay(std::move(openers), pace), m_levers(std::move(levers)) {
  connect(m_levers.get(), &Levers::disturbed, this, &LaneBay::look);
}

SimBay::~SimBay() {
  vacate();  // the simulated printer speaks to the levers, so its lane ends before they die
}

}  // namespace hall::drivers::sim
