#include "drivers/document_camera.h"

#include "sync/base/wipe.h"

namespace hall::drivers {

QByteArray name(PageFlaw flaw) {
  switch (flaw) {
    case PageFlaw::LensCovered:
      return "lens-covered";
    case PageFlaw::NoPage:
      return "no-page";
    case PageFlaw::Cut:
      return "cut";
    case PageFlaw::TooSmall:
      return "too-small";
    case PageFlaw::Moving:
      return "moving";
    case PageFlaw::Dark:
      return "dark";
    case PageFlaw::Overexposed:
      return "overexposed";
    case PageFlaw::Glare:
      return "glare";
    case PageFlaw::Blurred:
      return "blurred";
  }
  return "unknown";
}

QString wordOf(PageFlaw flaw) {
  return QStringLiteral("document.flaw.") + QString::fromLatin1(name(flaw));
}

DocumentPage::~DocumentPage() {
  hall::wipe(jpeg);
}

}  // namespace hall::drivers
