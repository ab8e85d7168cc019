#pragma once
// A camera that looks down on one sheet: tells where the sheet lies and what is wrong with it, and takes its picture.
// Calls block and belong on the device's own lane. Values only: they cross threads.
#include <QByteArray>
#include <QList>
#include <QMetaType>
#include <QPointF>
#include <QString>
#include <array>
#include <chrono>
#include <functional>
#include <stop_token>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

// What a person can do something about, the most urgent first. Each has words: wordOf().
enum class PageFlaw {
  LensCovered,  // the picture is black
  NoPage,
  Cut,       // a part of the sheet is outside the picture
  TooSmall,  // too far away: too few dots for its print
  Moving,
  Dark,
  Overexposed,
  Glare,  // a lamp mirrors in it
  Blurred,
};
inline constexpr std::array kPageFlaws{PageFlaw::LensCovered, PageFlaw::NoPage, PageFlaw::Cut,
                                       PageFlaw::TooSmall,    PageFlaw::Moving, PageFlaw::Dark,
                                       PageFlaw::Overexposed, PageFlaw::Glare,  PageFlaw::Blurred};

QByteArray name(PageFlaw flaw);
// The id of the sentence in assets/i18n that says what to do better.
QString wordOf(PageFlaw flaw);

// One look. The corners are fractions of the picture's width and height, clockwise from the sheet's upper left as the
// camera sees it; empty without a sheet. They may lie a little outside of 0 … 1 where the sheet is cut.
struct PageView {
  QList<QPointF> corners;
  QList<PageFlaw> flaws;
  bool steady = false;  // nothing has moved for long enough to take the picture
};

// The sheet, flattened. Holds a person's papers: wiped when it dies, never logged.
struct DocumentPage {
  QByteArray jpeg;
  int width = 0;  // dots
  int height = 0;
  int dotsPerInch = 0;
  QList<PageFlaw> flaws;  // what is wrong with it nevertheless

  DocumentPage() = default;
  DocumentPage(const DocumentPage&) = default;
  DocumentPage(DocumentPage&&) = default;
  DocumentPage& operator=(const DocumentPage&) = default;
  DocumentPage& operator=(DocumentPage&&) = default;
  ~DocumentPage();
};

enum class CapturePolicy {
  GoodOnly,   // no page at all rather than a poor one
  BestOfAll,  // when the patience is over the best that was seen, its flaws named; never one that is cut
};

class DocumentCamera {
 public:
  using Watch = std::function<void(const PageView&)>;

  DocumentCamera() = default;
  DocumentCamera(const DocumentCamera&) = delete;
  DocumentCamera& operator=(const DocumentCamera&) = delete;
  virtual ~DocumentCamera() = default;

  // What the next picture shows, judged together with those before it. Errors: of the camera only ("document.gone",
  // "document.silent", "document.frame", "document.frozen"), Cancelled.
  virtual Result<PageView> look(std::chrono::milliseconds patience, std::stop_token stop) = 0;
  // Looks until a steady sheet without flaws lies there and takes it; `watch`, if any, is told of every look, on this
  // thread. When the patience is over: as the policy says, else Timeout "document.none" (no sheet), "document.poor"
  // (its flaws by name as detail) or "document.covered".
  virtual Result<DocumentPage> capture(CapturePolicy policy, std::chrono::milliseconds patience, const Watch& watch,
                                       std::stop_token stop) = 0;
  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers

Q_DECLARE_METATYPE(hall::drivers::PageView)
