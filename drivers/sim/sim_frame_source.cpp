#include "drivers/sim/sim_frame_source.h"

#include <ZXing/BitMatrix.h>
#include <ZXing/CharacterSet.h>
#include <ZXing/MultiFormatWriter.h>

#include <opencv2/imgproc.hpp>
#include <thread>

namespace hall::drivers::sim {

namespace {

constexpr int width = 1280;
constexpr int height = 720;
constexpr int paper = 200;  // how bright a white page is under hall lamps
constexpr int ink = 30;

cv::Mat blank() {
  return {height, width, CV_8UC1, cv::Scalar(paper)};
}

cv::Mat codeAt(const QString& text, int side) {
  ZXing::MultiFormatWriter writer(ZXing::BarcodeFormat::QRCode);
  writer.setEncoding(ZXing::CharacterSet::UTF8).setMargin(4);
  const ZXing::BitMatrix bits = writer.encode(text.toStdWString(), side, side);
  cv::Mat code(bits.height(), bits.width(), CV_8UC1);
  for (int y = 0; y < bits.height(); ++y) {
    for (int x = 0; x < bits.width(); ++x) code.at<uchar>(y, x) = static_cast<uchar>(bits.get(x, y) ? ink : paper);
  }
  return code;
}

}  // namespace

cv::Mat pictureOfCode(const QString& text, Condition condition) {
  constexpr int side = 600;
  cv::Mat picture = blank();
  try {
    const cv::Mat code = codeAt(text, side);
    const int x = (width - code.cols) / 2;
    const int y = (height - code.rows) / 2;
    if (x < 0 || y < 0) return picture;
    code.copyTo(picture(cv::Rect(x, y, code.cols, code.rows)));
    if (condition == Condition::Spoilt) {
      // Scratches across the middle leave the three corner marks and take more than error correction mends.
      for (int offset = code.rows / 3; offset < code.rows * 2 / 3; offset += 24) {
        cv::rectangle(picture, cv::Rect(x + code.cols / 3, y + offset, code.cols / 2, 12),
                      cv::Scalar(offset % 48 == 0 ? ink : paper), cv::FILLED);
      }
    }
  } catch (const std::exception&) {
    return blank();  // more text than any code holds: nothing to be seen
  }
  return picture;
}

cv::Mat pictureOfCodes(const QStringList& texts) {
  if (texts.size() == 1) return pictureOfCode(texts.constFirst(), Condition::Whole);
  constexpr int most = 3;
  constexpr int side = width / most;
  cv::Mat picture = blank();
  for (int i = 0; i < std::min<int>(most, static_cast<int>(texts.size())); ++i) {
    cv::Mat code;
    cv::resize(pictureOfCode(texts.at(i), Condition::Whole)(cv::Rect((width - height) / 2, 0, height, height)), code,
               cv::Size(side, side), 0, 0, cv::INTER_AREA);
    code.copyTo(picture(cv::Rect(i * side, (height - side) / 2, side, side)));
  }
  return picture;
}

Result<cv::Mat> SimFrameSource::next(const Deadline& deadline) {
  std::this_thread::sleep_for(std::chrono::milliseconds(40));
  const Stage::State state = m_stage->look();
  if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "camera.cancelled");
  if (!state.cameraPlugged) return failure(Failure::Disconnected, "camera.gone");
  switch (state.view) {
    case Stage::View::Code:
      return pictureOfCodes(state.codes);
    case Stage::View::Unreadable:
      return pictureOfCode(QStringLiteral("https://example.invalid/this-code-is-torn/0123456789"), Condition::Spoilt);
    case Stage::View::Blank:
      break;
  }
  return blank();
}

}  // namespace hall::drivers::sim
