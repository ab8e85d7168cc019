#include "drivers/code/library_reader.h"

// Before the other one, whose macro it does not bear.
#include <zbar.h>

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <opencv2/imgproc.hpp>

namespace hall::drivers {

namespace {

QByteArray bytesOf(const ZXing::Result& result) {
  const ZXing::ByteArray& bytes = result.bytes();
  return {reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size())};
}

ZXing::Result read(const cv::Mat1b& picture, const ZXing::DecodeHints& hints) {
  try {
    return ZXing::ReadBarcode({picture.data, picture.cols, picture.rows, ZXing::ImageFormat::Lum, int(picture.step)},
                              hints);
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

QList<SeenCode> readWithZxing(const cv::Mat1b& picture, Levels levels, int divisor) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  hints.setTryHarder(true);
  hints.setTryRotate(true);
  hints.setTryDownscale(divisor > 1);
  if (divisor > 1) hints.setDownscaleFactor(uint8_t(divisor));
  hints.setBinarizer(levels == Levels::Grey ? ZXing::Binarizer::LocalAverage : ZXing::Binarizer::FixedThreshold);
  const ZXing::Result result = read(picture, hints);
  if (!result.isValid()) return {};
  SeenCode code{"QRCode", bytesOf(result), {}};
  for (size_t i = 0; i < 4; ++i) code.corners[i] = QPoint(result.position()[i].x, result.position()[i].y);
  return {code};
}

QList<SeenCode> readWithZbar(const cv::Mat1b& picture, int scale) {
  QList<SeenCode> codes;
  zbar::ImageScanner scanner;
  scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_BINARY, 1);  // bytes as encoded; their charset is our question
  const cv::Mat1b whole = picture.isContinuous() ? picture : picture.clone();
  zbar::Image image(unsigned(whole.cols), unsigned(whole.rows), "Y800", whole.data, whole.total());
  if (scanner.scan(image) <= 0) return codes;
  for (auto symbol = image.symbol_begin(); symbol != image.symbol_end(); ++symbol) {
    SeenCode code{"QRCode", QByteArray::fromStdString(symbol->get_data()), {}};
    for (int i = 0; i < std::min(4, symbol->get_location_size()); ++i) {
      // It counts from the top left downwards.
      code.corners[size_t(4 - i) % 4] =
          QPoint(symbol->get_location_x(unsigned(i)), symbol->get_location_y(unsigned(i))) * scale;
    }
    codes.append(code);
  }
  return codes;
}

std::optional<QByteArray> readModules(const cv::Mat1b& modules) {
  constexpr int pixels = 2;
  constexpr int quiet = 4;
  cv::Mat1b picture;
  cv::resize(255 - modules * 255, picture, {}, pixels, pixels, cv::INTER_NEAREST);
  cv::copyMakeBorder(picture, picture, quiet, quiet, quiet, quiet, cv::BORDER_CONSTANT, 255);
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode);
  hints.setIsPure(true);
  hints.setTryHarder(false);
  hints.setTryRotate(false);
  hints.setTryDownscale(false);
  hints.setBinarizer(ZXing::Binarizer::FixedThreshold);
  const ZXing::Result result = read(picture, hints);
  return result.isValid() ? std::optional(bytesOf(result)) : std::nullopt;
}

}  // namespace hall::drivers
