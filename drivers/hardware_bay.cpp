#include "drivers/hardware_bay.h"

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
          bay, [bay = bay] { bay->m_debounce.start(); }, Qt::QueuedConnection);
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
  const auto opener = std::make_shared<const DeviceOpener>(std::move(*catalogue), usb ? *usb : nullptr);
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
  return std::unique_ptr<HardwareBay>(new HardwareBay(std::move(openers), options.pace, bell));
}

HardwareBay::HardwareBay(Openers openers, Pace pace, std::shared_ptr<Bell> bell)
    : LaneBay(std::move(openers), pace), m_bell(std::move(bell)) {
  m_debounce.setSingleShot(true);
  m_debounce.setInterval(std::chrono::milliseconds(400));
  connect(&m_debounce, &QTimer::timeout, this, &HardwareBay::lookAtAll);
  const std::lock_guard lock(m_bell->mutex);
  m_bell->bay = this;
}

HardwareBay::~HardwareBay() {
  const std::lock_guard lock(m_bell->mutex);
  m_bell->bay = nullptr;
}

}  // namespace hall::drivers
