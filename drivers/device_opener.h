#pragma once
// Opens the devices of this terminal: finds what the catalogue knows, tries the shapes its port may have and asks the
// device who it is before trusting it. Calls block; thread: the device's lane.
#include <QIODevice>
#include <atomic>
#include <functional>
#include <memory>
#include <stop_token>

#include "drivers/code_reader.h"
#include "drivers/device_catalogue.h"
#include "drivers/document_camera.h"
#include "drivers/id_card_reader.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/page_printer.h"
#include "drivers/plug_opener.h"
#include "drivers/port/usb_context.h"
#include "drivers/receipt_printer.h"

namespace hall::drivers {

class Port;

class DeviceOpener {
 public:
  // Put around every port that is opened; for recording.
  using Wrap = std::function<std::unique_ptr<Port>(std::unique_ptr<Port>)>;

  // `usb` may be null where there is no USB at all. `photoLibrary`: the vendor's library that decodes photos of ID
  // cards; empty: none, and cards come without a portrait.
  DeviceOpener(QList<DeviceModel> catalogue, std::shared_ptr<UsbContext> usb, Wrap wrap = {},
               QString photoLibrary = {});

  // `where`: "usb"; one of several by its socket "usb:1-2.4" or by its module "usb:sam=05.03-…"; or a serial line as
  // SerialReaderPlan::parse takes it: "serial:auto", "/dev/serial/by-id/…", "/dev/ttyUSB0@9600".
  Result<std::unique_ptr<IdCardReader>> idCardReader(const QString& where, const std::stop_token& stop) const;
  // `where`, one or several with ';' between them: a camera ("/dev/video0", "0", a video file or an image sequence;
  // files start again at their end) or a scanner as PlugOpener takes them.
  Result<std::unique_ptr<CodeReader>> codeReader(const QString& where) const;
  // `where`: "usb", or a serial line with what is known of it: "/dev/ttyUSB0@9600,xonxoff,escpos-serial-80". The words
  // behind the rate are rtscts, xonxoff or the name of a file in assets/devices, in any order.
  Result<std::unique_ptr<ReceiptPrinter>> receiptPrinter(const QString& where, const escpos::GlyphRaster& raster) const;
  // Scanners, keypads, sensors and lamps, over the same catalogue.
  [[nodiscard]] PlugOpener plugs() const { return {m_catalogue, m_usb}; }
  // `where`: a queue or an IPP printer, as printer/ipp_link.h takes them: "cups:QUEUE", "ipp://HOST/ipp/print".
  Result<std::unique_ptr<PagePrinter>> pagePrinter(const QString& where) const;

  // `where`: as codeReader's.
  Result<std::unique_ptr<DocumentCamera>> documentCamera(const QString& where) const;

 private:
  Result<std::unique_ptr<CodeReader>> codeSource(const QString& where) const;
  Result<std::unique_ptr<Port>> serialPort(const QString& where) const;
  Result<std::unique_ptr<ReceiptPrinter>> usbPrinter(const escpos::GlyphRaster& raster) const;
  Result<std::unique_ptr<ReceiptPrinter>> serialPrinter(const QString& where, const escpos::GlyphRaster& raster) const;
  [[nodiscard]] const DeviceModel* modelFor(DeviceKind kind, const UsbFound& found) const;
  [[nodiscard]] const DeviceModel* modelFor(DeviceKind kind, bool DeviceModel::*trait) const;
  [[nodiscard]] SamReader::Traits readerTraits(const sam::Model& model) const;
  [[nodiscard]] std::unique_ptr<Port> wrapped(std::unique_ptr<Port> port) const;

  QList<DeviceModel> m_catalogue;
  std::shared_ptr<UsbContext> m_usb;
  Wrap m_wrap;
  std::shared_ptr<std::atomic<int>> m_hangingCameras = std::make_shared<std::atomic<int>>(0);
  QString m_photoLibrary;
};

}  // namespace hall::drivers
