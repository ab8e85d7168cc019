// Codes are read from a stream of pictures; a code that cannot be read is told from none, and every wait ends.
#include <QTemporaryDir>
#include <QtTest>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "drivers/code/camera_code_reader.h"
#include "drivers/code/video_source.h"
#include "drivers/sim/sim_frame_source.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using sim::Condition;
using sim::pictureOfCode;

class TestCameraCodeReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsFromAnImageSequence();
  void endsWithTheSequence();
  void readsHardPictures_data();
  void readsHardPictures();
  void tellsATornCode();
  void tellsNothing();
  void stops();
  void tellsAMissingCamera();
};

void TestCameraCodeReader::readsFromAnImageSequence() {
  const QTemporaryDir dir;
  for (int i = 0; i < 4; ++i) {
    const cv::Mat picture = i < 3 ? cv::Mat(720, 1280, CV_8UC1, cv::Scalar(90))
                                  : pictureOfCode(QStringLiteral("样例 case=1"), Condition::Whole);
    cv::imwrite(dir.filePath(QStringLiteral("shot_%1.png").arg(i, 3, 10, QLatin1Char('0'))).toStdString(), picture);
  }
  auto source = VideoSource::open(dir.filePath(QStringLiteral("shot_%03d.png")), VideoSource::AtEnd::Stop);
  QVERIFY(source);
  CameraCodeReader reader(std::move(*source), QStringLiteral("test"));
  const Result<QList<Code>> code = reader.read(5s, {});
  QVERIFY2(code, code ? "" : code.error().code.constData());
  QCOMPARE(code->first().text, QStringLiteral("样例 case=1"));
  QCOMPARE(code->first().bytes, QByteArray("样例 case=1"));
  QCOMPARE(code->first().format, QByteArray("QRCode"));
}

void TestCameraCodeReader::endsWithTheSequence() {
  const QTemporaryDir dir;
  cv::imwrite(dir.filePath(QStringLiteral("shot_0.png")).toStdString(), cv::Mat(240, 320, CV_8UC1, cv::Scalar(90)));
  auto source = VideoSource::open(dir.filePath(QStringLiteral("shot_%d.png")), VideoSource::AtEnd::Stop);
  QVERIFY(source);
  CameraCodeReader reader(std::move(*source), QStringLiteral("test"));
  QCOMPARE(reader.read(5s, {}).error().kind, Failure::Disconnected);
  QCOMPARE(reader.report().state, DeviceState::PowerOff);
}

void TestCameraCodeReader::readsHardPictures_data() {
  QTest::addColumn<QString>("how");
  for (const char* how :
       {"plain", "light on dark", "shadow edge", "turned", "faint", "mirrored", "tilted", "bent", "corner torn"})
    QTest::newRow(how) << how;
}

void TestCameraCodeReader::readsHardPictures() {
  QFETCH(QString, how);
  cv::Mat picture = pictureOfCode(QStringLiteral("https://example.invalid/c/0123456789"), Condition::Whole);
  if (how == u"light on dark") {
    cv::bitwise_not(picture, picture);
  } else if (how == u"shadow edge") {
    picture(cv::Rect(0, 0, 640, 720)) *= 0.25;
  } else if (how == u"turned") {
    cv::warpAffine(picture, picture, cv::getRotationMatrix2D({640, 360}, 33, 0.7), picture.size(), cv::INTER_LINEAR,
                   cv::BORDER_CONSTANT, cv::Scalar(200));
  } else if (how == u"mirrored") {
    cv::flip(picture, picture, 1);
  } else if (how == u"tilted" || how == u"bent") {
    cv::Mat map(picture.size(), CV_32FC2);
    for (int y = 0; y < map.rows; ++y) {
      for (int x = 0; x < map.cols; ++x) {
        const float u = float(x - 640) / 640;
        const float depth = how == u"tilted" ? 1 + 0.35F * u : std::sqrt(std::max(0.05F, 1 - u * u * 0.8F));
        const float across = how == u"tilted" ? u / depth : std::asin(std::clamp(u, -1.0F, 1.0F)) * 1.0F;
        map.at<cv::Vec2f>(y, x) = {640 + 640 * across, 360 + float(y - 360) / (how == u"tilted" ? depth : 1)};
      }
    }
    cv::remap(picture.clone(), picture, map, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(200));
  } else if (how == u"corner torn") {
    cv::circle(picture, {400, 130}, 60, cv::Scalar(200), cv::FILLED);
  } else if (how == u"faint") {
    picture.convertTo(picture, CV_8U, 0.08, 40);
  }
  const Sight sight = readCodes(picture, Deadline::in(2s), 0);
  QCOMPARE(int(sight.kind), int(Sight::Kind::Read));
  QCOMPARE(sight.codes.value(0).bytes, QByteArray("https://example.invalid/c/0123456789"));
}

void TestCameraCodeReader::tellsATornCode() {
  const auto stage = std::make_shared<sim::Stage>();
  stage->change([](sim::Stage::State& state) { state.view = sim::Stage::View::Unreadable; });
  CameraCodeReader reader(std::make_unique<sim::SimFrameSource>(stage), QStringLiteral("test"));
  const Result<QList<Code>> code = reader.read(400ms, {});
  QVERIFY(!code);
  QCOMPARE(code.error().kind, Failure::Garbled);
  QCOMPARE(code.error().code, QByteArray("code.unreadable"));
}

void TestCameraCodeReader::tellsNothing() {
  CameraCodeReader reader(std::make_unique<sim::SimFrameSource>(std::make_shared<sim::Stage>()),
                          QStringLiteral("test"));
  const Result<QList<Code>> code = reader.read(200ms, {});
  QVERIFY(!code);
  QCOMPARE(code.error().kind, Failure::Timeout);
}

void TestCameraCodeReader::stops() {
  CameraCodeReader reader(std::make_unique<sim::SimFrameSource>(std::make_shared<sim::Stage>()),
                          QStringLiteral("test"));
  std::stop_source source;
  source.request_stop();
  QCOMPARE(reader.read(20s, source.get_token()).error().kind, Failure::Cancelled);
}

void TestCameraCodeReader::tellsAMissingCamera() {
  const auto source = VideoSource::open(QStringLiteral("/dev/video63"), VideoSource::AtEnd::Stop);
  QVERIFY(!source);
  QCOMPARE(source.error().kind, Failure::Disconnected);
}

QTEST_GUILESS_MAIN(TestCameraCodeReader)
#include "tst_camera_code_reader.moc"
