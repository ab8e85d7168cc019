#include "drivers/camera/video_document_camera.h"

#include <algorithm>
#include <opencv2/core.hpp>

#include "drivers/camera/page_flattener.h"

namespace hall::drivers {

namespace {

constexpr int leastSide = 240;  // dots
constexpr int mostSide = 8192;
constexpr size_t mostDots = 40'000'000;

bool sound(const cv::Mat& picture) {
  return picture.type() == CV_8UC3 && std::min(picture.cols, picture.rows) >= leastSide &&
         std::max(picture.cols, picture.rows) <= mostSide && picture.total() <= mostDots;
}

// How much is lost by taking a picture with these flaws; only whole sheets are taken.
int lossOf(const PageView& view) {
  int loss = view.steady ? 0 : 1;
  for (const PageFlaw flaw : view.flaws) {
    switch (flaw) {
      case PageFlaw::LensCovered:
      case PageFlaw::NoPage:
      case PageFlaw::Cut:
        return 1000;
      case PageFlaw::Blurred:
      case PageFlaw::Overexposed:
        loss += 8;
        break;
      case PageFlaw::Glare:
      case PageFlaw::Moving:
        loss += 4;
        break;
      case PageFlaw::TooSmall:
      case PageFlaw::Dark:
        loss += 2;
        break;
    }
  }
  return loss;
}

// What was seen while the patience lasted.
struct Course {
  PageSight best;
  int bestLoss = 1000;
  QList<PageFlaw> last;
  int pictures = 0;
  bool sawPage = false;

  void note(PageSight sight, const PageView& view) {
    ++pictures;
    sawPage = sawPage || !view.corners.isEmpty();
    last = view.flaws;
    const int loss = lossOf(view);
    if (loss >= bestLoss) return;
    bestLoss = loss;
    best = std::move(sight);
    best.flaws = view.flaws;
  }

  [[nodiscard]] tl::unexpected<Error> failed() const {
    if (pictures == 0) return failure(Failure::Timeout, "document.silent");
    if (last.contains(PageFlaw::LensCovered)) return failure(Failure::Timeout, "document.covered");
    if (!sawPage) return failure(Failure::Timeout, "document.none");
    QStringList words;
    for (const PageFlaw flaw : last) words.append(QString::fromLatin1(name(flaw)));
    return failure(Failure::Timeout, "document.poor", words.join(u' '));
  }
};

}  // namespace

Error asOurs(Error error) {
  if (error.code == "camera.gone") error.code = "document.gone";
  return error;
}

PageSight::PageSight(PageSight&& other) noexcept
    : picture(std::move(other.picture)), page(other.page), shape(other.shape), flaws(std::move(other.flaws)) {}

PageSight& PageSight::operator=(PageSight&& other) noexcept {
  std::swap(picture, other.picture);  // the other one wipes what was here
  page = other.page;
  shape = other.shape;
  flaws = std::move(other.flaws);
  return *this;
}

PageSight::~PageSight() {
  const bool last = picture.u != nullptr && picture.u->refcount == 1;  // else it is still somebody's
  if (last) picture.setTo(cv::Scalar::all(0));
}

Result<PageSight> sightOf(cv::Mat picture, const CameraStand& stand, const PageLimits& limits) {
  PageSight sight;
  sight.picture = std::move(picture);
  if (!sound(sight.picture)) return failure(Failure::Garbled, "document.frame");
  try {
    sight.page = findPage(sight.picture);
    if (sight.page) {
      sight.shape = shapeOf(sight.page->corners, sight.picture.size(), stand);
      sight.flaws = flawsOf(measured(sight.picture, *sight.page, sight.shape), limits);
    } else {
      sight.flaws = flawsOfNothing(sight.picture, limits);
    }
  } catch (const cv::Exception& odd) {
    return failure(Failure::Garbled, "document.frame", QString::fromStdString(odd.msg));
  }
  return sight;
}

Result<DocumentPage> pageOf(const PageSight& sight) {
  if (!sight.page) return failure(Failure::NotFound, "document.none");
  PageSight flat;  // only for its picture to be wiped
  try {
    flat.picture = flattened(sight.picture, sight.page->corners, sight.shape);
    evenLight(flat.picture);
  } catch (const cv::Exception& odd) {
    return failure(Failure::Garbled, "document.frame", QString::fromStdString(odd.msg));
  }
  Result<QByteArray> jpeg = jpegOf(flat.picture, sight.shape.dotsPerInch);
  if (!jpeg) return failure(jpeg.error());
  DocumentPage page;
  page.jpeg = std::move(*jpeg);
  page.width = flat.picture.cols;
  page.height = flat.picture.rows;
  page.dotsPerInch = sight.shape.dotsPerInch;
  page.flaws = sight.flaws;
  return page;
}

VideoDocumentCamera::VideoDocumentCamera(std::unique_ptr<FrameSource> source, QString model, Options options)
    : m_source(std::move(source)), m_model(std::move(model)), m_options(options) {}

Result<PageSight> VideoDocumentCamera::next(const Deadline& deadline) {
  if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "camera.cancelled");
  Result<cv::Mat> picture = m_source->next(deadline);
  if (!picture) return failure(asOurs(picture.error()));
  Result<PageSight> sight = sightOf(std::move(*picture), m_options.stand, m_options.limits);
  if (!sight) return sight;
  m_motion.see(sight->picture, sight->page, std::chrono::steady_clock::now());
  // A covered lens may well give nothing but zeros.
  const bool covered = sight->flaws.contains(PageFlaw::LensCovered);
  if (!covered && m_options.frozenAfter.count() > 0 && m_motion.sameBytesFor() >= m_options.frozenAfter) {
    m_motion = {};
    return failure(Failure::Disconnected, "document.frozen");
  }
  return sight;
}

PageView VideoDocumentCamera::viewOf(const PageSight& sight) const {
  PageView view;
  view.flaws = sight.flaws;
  view.steady = sight.page && seesNow() && !m_motion.moving() && m_motion.stillFor() >= m_options.steadyFor;
  if (!sight.page) return view;
  for (const cv::Point2d& corner : sight.page->corners) {
    view.corners.append({corner.x / sight.picture.cols, corner.y / sight.picture.rows});
  }
  if (m_motion.moving()) view.flaws.append(PageFlaw::Moving);
  std::sort(view.flaws.begin(), view.flaws.end());
  return view;
}

Result<PageView> VideoDocumentCamera::look(std::chrono::milliseconds patience, std::stop_token stop) {
  const Result<PageSight> sight = next(Deadline::in(patience, std::move(stop)));
  if (sight) return viewOf(*sight);
  if (sight.error().kind == Failure::Timeout) return failure(Failure::Timeout, "document.silent");
  return failure(sight.error());
}

Result<DocumentPage> VideoDocumentCamera::capture(CapturePolicy policy, std::chrono::milliseconds patience,
                                                  const Watch& watch, std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  m_motion = {};  // what lay still before nobody asked may have been the last citizen's
  Course course;
  do {
    Result<PageSight> sight = next(deadline);
    if (!sight && sight.error().kind == Failure::Timeout) break;
    if (!sight) return failure(sight.error());
    const PageView view = viewOf(*sight);
    if (watch) watch(view);
    if (view.steady && view.flaws.isEmpty()) return pageOf(*sight);
    course.note(std::move(*sight), view);
  } while (!deadline.passed());
  const bool covered = course.last.contains(PageFlaw::LensCovered);
  if (course.pictures > 1 && !covered && !seesNow()) return failure(Failure::Disconnected, "document.frozen");
  if (policy == CapturePolicy::BestOfAll && seesNow() && course.bestLoss < 1000) return pageOf(course.best);
  return course.failed();
}

DeviceReport VideoDocumentCamera::report() {
  const bool present = m_source->present();
  return {DeviceKind::DocumentCamera,
          present ? DeviceState::Online : DeviceState::PowerOff,
          m_source->place(),
          m_model,
          present ? QByteArray() : QByteArray("document.gone"),
          std::nullopt};
}

}  // namespace hall::drivers
