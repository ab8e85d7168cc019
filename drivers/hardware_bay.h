#pragma once
// The bay of a real terminal. Which devices it is meant to have, and where they are plugged in, is configuration; what
// they are is the catalogue's word. A plug that moves is looked at after a short pause, because devices bounce.
#include <QFileSystemWatcher>
#include <QTimer>

#include "drivers/device_opener.h"
#include "drivers/lane_bay.h"

namespace hall::drivers {

class HardwareBay final : public LaneBay {
  Q_OBJECT

 public:
  struct Options {
    QString catalogueFolder;
    // As DeviceOpener takes them; empty: this terminal is not meant to have one.
    QString idCardReader = QStringLiteral("usb");
    QString codeReader;
    // The vendor's library that decodes the photos of ID cards; empty: cards come without a portrait.
    QString photoLibrary;
    QString receiptPrinter = QStringLiteral("usb");
    QString documentCamera;
    // "auto": whatever the catalogue knows and finds; empty: none.
    QString keypad;
    QString auxiliaries;
    QString lights;
    QString pagePrinter;
    escpos::GlyphRaster raster;
    Pace pace;
  };

  // Fails when the catalogue cannot be read. A machine without USB gets a bay whose devices are powered off.
  static Result<std::unique_ptr<HardwareBay>> create(const Options& options);
  ~HardwareBay() override;

 private:
  struct Bell;
  HardwareBay(Openers openers, Pace pace, std::shared_ptr<Bell> bell);

  void stirred();
  void watch(const QString& where);

  std::shared_ptr<Bell> m_bell;
  QTimer m_debounce;
  QFileSystemWatcher m_nodes;  // folders of the serial lines and cameras, which come and go as their plugs do
};

}  // namespace hall::drivers
