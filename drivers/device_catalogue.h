#pragma once
// Which device is spoken to by which driver, and where it differs from its kind: data, one JSON file per model in
// assets/devices. Thread: values, any.
#include <QList>
#include <QString>
#include <optional>

#include "drivers/device.h"
#include "drivers/idcard/sam_model.h"
#include "drivers/plug_model.h"
#include "drivers/printer/escpos_protocol.h"
#include "sync/base/result.h"

namespace hall::drivers {

struct DocumentCameraModel {
  int width = 2592;  // dots that are asked of it
  int height = 1944;
  int deskMillimetres = 0;  // how much of the desk its picture's longer side shows; 0: unknown
};

struct DeviceModel {
  struct UsbId {
    uint16_t vendor = 0;
    uint16_t product = 0;
    bool operator==(const UsbId&) const = default;
  };
  QString key;  // its file's name without the ending; by it a serial line says what hangs on it
  QString model;
  DeviceKind kind = DeviceKind::IdCardReader;
  QByteArray driver;        // "sam", "escpos", "cups", "camera"
  QList<UsbId> usb;         // matches any of these …
  bool anyPrinter = false;  // … or any interface of USB class 07/01 …
  QStringList printerIds;   // … or a printer whose device id names a model that holds one of these …
  bool onSerial = false;    // … or is what hangs on a configured serial line …
  bool ifNamed = false;     // … or only if the serial line's description says so …
  bool isQueue = false;     // … or a configured print queue …
  bool isCamera = false;    // … or a configured camera
  escpos::Model printer;    // of a printer only
  DocumentCameraModel documentCamera;
  PlugModel plug;     // of a scanner, keypad, sensor or lamp only
  sam::Model reader;  // of an ID-card reader only
  Supplies supplies;
};

// Invalid "catalogue.entry" with the file's reason as detail.
Result<DeviceModel> parseDeviceModel(const QByteArray& json);

// All files of a folder in the order of their names; one bad file spoils the whole, so that it is noticed.
Result<QList<DeviceModel>> readCatalogue(const QString& folder);

}  // namespace hall::drivers
