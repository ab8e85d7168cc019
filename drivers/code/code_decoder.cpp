#include "drivers/code/code_decoder.h"

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <array>
#include <opencv2/imgproc.hpp>

#include "drivers/code/corner_marks.h"

namespace hall::drivers {

namespace {

enum class Tone { Grey, BlackAndWhite };

Sight readOne(const cv::Mat& picture, Tone tone) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  hints.setTryHarder(true);
  hints.setTryRotate(true);
  hints.setTryDownscale(tone == Tone::Grey);
  hints.setDownscaleFactor(2);
  hints.setBinarizer(tone == Tone::Grey ? ZXing::Binarizer::LocalAverage : ZXing::Binarizer::FixedThreshold);
  const ZXing::ImageView view(picture.data, picture.cols, picture.rows, ZXing::ImageFormat::Lum,
                              static_cast<int>(picture.step));
  const ZXing::Result result = ZXing::ReadBarcode(view, hints);
  if (!result.isValid()) {
    return {};
  }
  const ZXing::ByteArray& bytes = result.bytes();
  return {Sight::Kind::Read,
          {{"QRCode", QByteArray(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())), {}}},
          {}};
}

cv::Mat shrunk(const cv::Mat& grey, int divisor) {
  cv::Mat small;
  cv::resize(grey, small, cv::Size(std::max(1, grey.cols / divisor), std::max(1, grey.rows / divisor)), 0, 0,
             cv::INTER_AREA);
  return small;
}

cv::Mat adaptive(const cv::Mat& grey, int block) {
  cv::Mat picture;
  cv::adaptiveThreshold(grey, picture, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY, block, 5);
  return picture;
}

cv::Mat otsu(const cv::Mat& grey) {
  cv::Mat picture;
  cv::threshold(grey, picture, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  return picture;
}

cv::Mat inverted(const cv::Mat& grey) {
  cv::Mat picture;
  cv::bitwise_not(grey, picture);
  return picture;
}

// Telephone screens in sunlight leave all the contrast in one half of the scale.
cv::Mat darkHalfStretched(const cv::Mat& grey) {
  cv::Mat picture;
  grey.convertTo(picture, CV_8U, 2.0, 0);
  return picture;
}

struct Pass {
  Tone tone;
  cv::Mat (*prepare)(const cv::Mat& grey);
};

constexpr std::array<Pass, 7> preparedPasses = {{
    {Tone::Grey, [](const cv::Mat& grey) { return inverted(shrunk(grey, 2)); }},
    {Tone::BlackAndWhite, [](const cv::Mat& grey) { return adaptive(shrunk(grey, 2), 9); }},
    {Tone::BlackAndWhite, [](const cv::Mat& grey) { return adaptive(shrunk(grey, 3), 25); }},
    {Tone::BlackAndWhite, [](const cv::Mat& grey) { return otsu(grey); }},
    {Tone::BlackAndWhite, [](const cv::Mat& grey) { return otsu(shrunk(grey, 2)); }},
    {Tone::Grey, [](const cv::Mat& grey) { return darkHalfStretched(grey); }},
    {Tone::BlackAndWhite, [](const cv::Mat& grey) { return adaptive(inverted(grey), 25); }},
}};

// Both libraries may throw on odd pictures; to us that is a picture in which nothing was read.
Sight attempt(const cv::Mat& grey, const Pass* pass) {
  try {
    return pass == nullptr ? readOne(grey, Tone::Grey) : readOne(pass->prepare(grey), pass->tone);
  } catch (const std::exception&) {
    return {};
  }
}

bool seesMarks(const cv::Mat& grey) {
  try {
    return showsCornerMarks(grey);
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

Sight CodeDecoder::look(const cv::Mat& grey, const Deadline& deadline) {
  if (grey.empty() || grey.type() != CV_8UC1) {
    return {};
  }
  Sight sight = attempt(grey, nullptr);
  for (size_t i = 0; i < preparedPasses.size(); ++i) {
    if (sight.kind == Sight::Kind::Read || deadline.passed() || deadline.stop.stop_requested()) {
      break;
    }
    sight = attempt(grey, &preparedPasses[(m_turn + i) % preparedPasses.size()]);
  }
  m_turn = (m_turn + 3) % preparedPasses.size();
  if (sight.kind == Sight::Kind::Nothing && seesMarks(grey)) {
    sight.kind = Sight::Kind::Unreadable;
  }
  return sight;
}

}  // namespace hall::drivers
