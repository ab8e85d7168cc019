#pragma once
// A printer of whole pages, and the job it is asked to print. Calls block and belong on the device's own lane.
#include <QByteArray>
#include <QString>
#include <stop_token>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

struct PageJob {
  enum class Sides { One, TwoLongEdge, TwoShortEdge };
  QByteArray pdf;
  QString title;  // stands in queues and logs: the kind of paper, never a person
  int copies = 1;
  Sides sides = Sides::One;
};

class PagePrinter {
 public:
  PagePrinter() = default;
  PagePrinter(const PagePrinter&) = delete;
  PagePrinter& operator=(const PagePrinter&) = delete;
  virtual ~PagePrinter() = default;

  // Success only when the job is through. A job that is stopped, blocked or given up is taken back, so that it never
  // comes out for whoever stands there later. Full: "paper.out", "toner.out"; Busy: cover, jam, off line; Cancelled:
  // `stop`; Timeout "printer.unconfirmed": nobody knows, never repeated by itself.
  virtual Result<void> print(const PageJob& job, std::stop_token stop) = 0;
  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers
