#pragma once
// Finds and opens an ID-card reader on USB: by identity first, then by the shape of its endpoints; what counts in the
// end is that it answers as a SAM_V. Calls block; thread: the reader's lane.
#include <functional>
#include <memory>
#include <optional>

#include "drivers/idcard/sam_model.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/port/usb_context.h"

namespace hall::drivers {

// Which of several readers is meant: any, the one in a socket ("usb:1-2.4") or the one with a module
// ("usb:sam=05.03-…").
struct ReaderChoice {
  QByteArray place;
  QByteArray samId;

  // Nothing when `where` does not speak of USB.
  static std::optional<ReaderChoice> parse(const QString& where);
};

struct UsbReaderPlan {
  std::shared_ptr<UsbContext> usb;
  ReaderChoice choice;
  struct Known {
    QString name;
    sam::Model model;
  };
  // What the catalogue knows of a device; nothing when it is no reader.
  std::function<std::optional<Known>(const UsbFound&)> known;
  std::function<std::unique_ptr<Port>(std::unique_ptr<Port>)> wrap;
  std::function<SamReader::Traits(const sam::Model&)> traits;
  SamReader::Timing timing = {};
};

// Disconnected "reader.gone" when no such reader is plugged in, else why the last one could not be used.
Result<std::unique_ptr<SamReader>> openUsbReader(const UsbReaderPlan& plan, const std::stop_token& stop);

}  // namespace hall::drivers
