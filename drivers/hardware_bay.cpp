#include "drivers/hardware_bay.h"

#include <QFileInfo>
#include <mutex>

namespace hall::drivers {

// Rung by the event thread, which may outlive the bay by a moment; the lock keeps the two apart.
struct HardwareBay::Bell {
  std::mutex mutex;
  HardwareBay* bay = nullptr;

  void ring() {
    const std::lock_guard lock(mutex);
    if (bay != nullptr) {
      QMetaObject::invokeMethod(
          bay, [bay = bay] { bay->stirred(); }, Qt::QueuedConnection);
    }
  }
};

namespace {

Result<std::unique_ptr<Auxiliaries>> openAuxiliaries(const std::shared_ptr<const DeviceOpener>& opener) {
  Result<std::unique_ptr<SignalAuxiliaries>> opened = SignalAuxiliaries::open(
      [opener](const QList<QByteArray>& known) { return opener->plugs().signalSources(known); });
  if (!opened) {
    return failure(opened.error());
  }
  return std::move(*opened);
}

}  // namespace

Result<std::unique_ptr<HardwareBay>> HardwareBay::create(const Options& options) {
  Result<QList<DeviceModel>> catalogue = readCatalogue(options.catalogueFolder);
  if (!catalogue) {
    return failure(catalogue.error());
  }
  const auto bell = std::make_shared<Bell>();
  Result<std::shared_ptr<UsbContext>> usb = UsbContext::create([bell] { bell->ring(); });
  const auto opener = std::make_shared<const DeviceOpener>(std::move(*catalogue), usb ? *usb : nullptr,
                                                           DeviceOpener::Wrap(), options.photoLibrary);
  Openers openers;
  if (!options.idCardReader.isEmpty()) {
    openers.idCardReader = [opener, where = options.idCardReader](const std::stop_token& stop) {
      return opener->idCardReader(where, stop);
    };
  }
  if (!options.codeReader.isEmpty()) {
    openers.codeReader = [opener, where = options.codeReader](const std::stop_token&) {
      return opener->codeReader(where);
    };
  }
  if (!options.receiptPrinter.isEmpty()) {
    openers.receiptPrinter = [opener, where = options.receiptPrinter, raster = options.raster](const std::stop_token&) {
      return opener->receiptPrinter(where, raster);
    };
  }
  if (!options.documentCamera.isEmpty()) {
    openers.documentCamera = [opener, where = options.documentCamera](const std::stop_token&) {
      return opener->documentCamera(where);
    };
  }
  if (!options.keypad.isEmpty()) {
    openers.keypad = [opener](const std::stop_token&) { return opener->plugs().keypad(); };
  }
  if (!options.auxiliaries.isEmpty()) {
    openers.auxiliaries = [opener](const std::stop_token&) { return openAuxiliaries(opener); };
  }
  if (!options.lights.isEmpty()) {
    openers.lights = [opener](const std::stop_token&) { return opener->plugs().lights(); };
  }
  if (!options.pagePrinter.isEmpty()) {
    openers.pagePrinter = [opener, where = options.pagePrinter](const std::stop_token&) {
      return opener->pagePrinter(where);
    };
  }
  std::unique_ptr<HardwareBay> bay(new HardwareBay(std::move(openers), options.pace, bell));
  for (const QString& where :
       {options.idCardReader, options.codeReader, options.receiptPrinter, options.documentCamera})
    bay->watch(where);
  return bay;
}

HardwareBay::HardwareBay(Openers openers, Pace pace, std::shared_ptr<Bell> bell)
    : LaneBay(std::move(openers), pace), m_bell(std::move(bell)) {
  m_debounce.setSingleShot(true);
  m_debounce.setInterval(std::chrono::milliseconds(400));
  connect(&m_debounce, &QTimer::timeout, this, &HardwareBay::lookAtAll);
  connect(&m_nodes, &QFileSystemWatcher::directoryChanged, this, &HardwareBay::stirred);
  const std::lock_guard lock(m_bell->mutex);
  m_bell->bay = this;
}

// Not started anew by each event, so that a plug that never rests cannot put the look off for ever.
void HardwareBay::stirred() {
  if (!m_debounce.isActive()) m_debounce.start();
}

void HardwareBay::watch(const QString& where) {
  const QString path = where.section(u'@', 0, 0);
  if (path.startsWith(u'/')) m_nodes.addPath(QFileInfo(path).absolutePath());
}

HardwareBay::~HardwareBay() {
  const std::lock_guard lock(m_bell->mutex);
  m_bell->bay = nullptr;
}

}  // namespace hall::drivers
