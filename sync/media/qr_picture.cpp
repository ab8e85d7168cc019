#include "sync/media/qr_picture.h"

#include <png.h>
#include <qrencode.h>

#include <memory>

namespace hall::media {

namespace {
constexpr int kModulePixels = 8;
constexpr int kQuietModules = 4;

Result<QByteArray> png(const QByteArray& grey, int side) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.format = PNG_FORMAT_GRAY;
  image.width = image.height = static_cast<png_uint_32>(side);
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  QByteArray bytes(static_cast<qsizetype>(size), Qt::Uninitialized);
  if (png_image_write_to_memory(&image, bytes.data(), &size, 0, grey.constData(), side, nullptr) == 0) {
    return failure(Failure::Internal, "qr.picture", QString::fromLatin1(image.message));
  }
  bytes.truncate(static_cast<qsizetype>(size));
  return bytes;
}
}  // namespace

Result<QByteArray> qrPicture(const QByteArray& text) {
  const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
      QRcode_encodeString(text.constData(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
  if (!code) return failure(Failure::Invalid, "qr.text");
  const int side = (code->width + 2 * kQuietModules) * kModulePixels;
  QByteArray grey(qsizetype{side} * side, '\xFF');
  for (int y = 0; y < code->width * kModulePixels; ++y) {
    char* row = grey.data() + qsizetype{side} * (y + kQuietModules * kModulePixels) + kQuietModules * kModulePixels;
    const unsigned char* modules = code->data + y / kModulePixels * code->width;
    for (int x = 0; x < code->width * kModulePixels; ++x) {
      if ((modules[x / kModulePixels] & 1U) != 0) row[x] = '\0';
    }
  }
  return png(grey, side);
}

}  // namespace hall::media
