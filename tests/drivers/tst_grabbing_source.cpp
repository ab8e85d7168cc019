// A camera whose driver hangs: the lane is free again, nobody opens it a second time, and it may come back.
#include <QSemaphore>
#include <QtTest>

#include "drivers/code/grabbing_source.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

// Gives a frame for each release of `frames`, and otherwise hangs as a driver does.
struct HangingCamera final : FrameSource {
  explicit HangingCamera(std::shared_ptr<QSemaphore> semaphore) : frames(std::move(semaphore)) {}
  Result<cv::Mat> next(const Deadline&) override {
    frames->acquire();
    return cv::Mat(2, 2, CV_8UC1, cv::Scalar(7));
  }
  bool present() const override { return true; }
  QByteArray place() const override { return "hanging"; }

  std::shared_ptr<QSemaphore> frames;
};

}  // namespace

class TestGrabbingSource : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void bringsFrames();
  void isSilentWhenTheDriverHangs();
  void isSilentWhenOpeningHangs();
  void canBeStopped();
  void tellsWhyItDoesNotOpen();

 private:
  Result<std::unique_ptr<GrabbingSource>> opened(GrabbingSource::Patience patience) {
    return GrabbingSource::open(
        [frames = m_frames]() -> Result<std::unique_ptr<FrameSource>> {
          return std::unique_ptr<FrameSource>(std::make_unique<HangingCamera>(frames));
        },
        m_hanging, patience);
  }

  std::shared_ptr<QSemaphore> m_frames;
  GrabbingSource::Hanging m_hanging;
};

void TestGrabbingSource::init() {
  m_frames = std::make_shared<QSemaphore>();
  m_hanging = std::make_shared<std::atomic<int>>(0);
}

void TestGrabbingSource::bringsFrames() {
  const auto source = opened({});
  QVERIFY(source);
  m_frames->release(3);
  for (int i = 0; i < 3; ++i) {
    const Result<cv::Mat> frame = (*source)->next(Deadline::in(20s));
    QVERIFY(frame);
    QCOMPARE(frame->at<uchar>(0, 0), uchar(7));
  }
  QVERIFY((*source)->present());
  QCOMPARE((*source)->place(), QByteArray("hanging"));
}

void TestGrabbingSource::isSilentWhenTheDriverHangs() {
  auto source = opened({5s, 50ms});
  QVERIFY(source);
  QCOMPARE((*source)->next(Deadline::in(20s)).error().code, QByteArray("camera.silent"));
  QCOMPARE((*source)->next(Deadline::in(20s)).error().kind, Failure::Disconnected);
  QVERIFY(!(*source)->present());
  source->reset();
  QCOMPARE(opened({}).error().code, QByteArray("camera.silent"));  // one thread hangs there already
  m_frames->release();
  QTRY_COMPARE(m_hanging->load(), 0);
  QVERIFY(opened({}));
}

void TestGrabbingSource::isSilentWhenOpeningHangs() {
  const auto gate = std::make_shared<QSemaphore>();
  const auto hang = [gate]() -> Result<std::unique_ptr<FrameSource>> {
    gate->acquire();
    return hall::failure(Failure::Disconnected, "camera.gone");
  };
  const auto source = GrabbingSource::open(hang, m_hanging, {50ms, 50ms});
  QVERIFY(!source);
  QCOMPARE(source.error().code, QByteArray("camera.silent"));
  QCOMPARE(m_hanging->load(), 1);
  gate->release();
  QTRY_COMPARE(m_hanging->load(), 0);
}

void TestGrabbingSource::canBeStopped() {
  const auto source = opened({});
  QVERIFY(source);
  std::stop_source stop;
  stop.request_stop();
  QCOMPARE((*source)->next(Deadline::in(20s, stop.get_token())).error().kind, Failure::Cancelled);
  QCOMPARE((*source)->next(Deadline::in(20ms)).error().kind, Failure::Timeout);
  m_frames->release(2);
  QVERIFY((*source)->next(Deadline::in(20s)));
}

void TestGrabbingSource::tellsWhyItDoesNotOpen() {
  const auto source = GrabbingSource::open(
      []() -> Result<std::unique_ptr<FrameSource>> { return hall::failure(Failure::Disconnected, "camera.gone"); },
      m_hanging, {});
  QVERIFY(!source);
  QCOMPARE(source.error().code, QByteArray("camera.gone"));
  QCOMPARE(m_hanging->load(), 0);
}

QTEST_GUILESS_MAIN(TestGrabbingSource)
#include "tst_grabbing_source.moc"
