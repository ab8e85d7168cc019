#include "tests/support/code_sheet.h"

#include <qrencode.h>

#include <memory>
#include <opencv2/imgproc.hpp>

namespace hall::test {

namespace {

using Qr = std::unique_ptr<QRcode, decltype(&QRcode_free)>;

QByteArray payload(cv::RNG& random, int length) {
  static const QByteArray letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  QByteArray text = random.uniform(0, 3) == 0 ? QByteArray("HALL1:R:") : QByteArray("https://example.invalid/");
  if (random.uniform(0, 4) == 0) text = "办事凭证：";
  while (text.size() < length) text += letters[random.uniform(0, int(letters.size()))];
  return text;
}

Qr encoded(const SheetRecipe& recipe, cv::RNG& random, QByteArray& text) {
  // About what fills a code of that version.
  static constexpr std::array<double, 4> share{0.95, 0.74, 0.53, 0.40};
  const int side = 17 + 4 * std::max(1, recipe.version);
  const int room = int(side * side * 0.82 / 8 * share[size_t(recipe.level)]) - 8;
  Qr code(nullptr, &QRcode_free);
  for (int length = recipe.version == 0 ? random.uniform(12, 60) : std::max(6, room); !code && length > 2;
       length = length * 9 / 10) {
    text = payload(random, recipe.version == 0 ? length : 0).left(length);
    if (recipe.version != 0) text = payload(random, length).left(recipe.version < 3 ? 10 : length);
    if (recipe.version > 0 && recipe.version < 3) text = "HALL1:" + QByteArray::number(random.uniform(0, 9999));
    code.reset(QRcode_encodeData(int(text.size()), reinterpret_cast<const unsigned char*>(text.constData()),
                                 recipe.version, static_cast<QRecLevel>(recipe.level)));
    if (code && recipe.version != 0 && code->version != recipe.version) code.reset();
  }
  return code;
}

void drawModule(cv::Mat& on, cv::Point at, Modules modules) {
  const cv::Rect box(at, cv::Size(sheetPixels, sheetPixels));
  const cv::Point centre = at + cv::Point(sheetPixels / 2, sheetPixels / 2);
  if (modules == Modules::Squares) {
    on(box).setTo(0);
  } else {
    cv::circle(on, centre, modules == Modules::Dots ? sheetPixels * 4 / 10 : sheetPixels * 6 / 10, 0, cv::FILLED,
               cv::LINE_AA);
  }
}

void drawCode(cv::Mat& on, cv::Point at, const QRcode& code, const SheetRecipe& recipe) {
  const int width = code.width;
  for (int y = 0; y < width; ++y) {
    for (int x = 0; x < width; ++x) {
      const bool finder = (x < 8 && y < 8) || (x >= width - 8 && y < 8) || (x < 8 && y >= width - 8);
      const int column = recipe.mirrored ? width - 1 - x : x;
      if ((code.data[y * width + x] & 1) != 0) {
        drawModule(on, at + cv::Point(column, y) * sheetPixels, finder ? Modules::Squares : recipe.modules);
      }
    }
  }
}

void spoil(cv::Mat& on, const cv::Rect& code, const SheetRecipe& recipe, cv::RNG& random) {
  const auto inside = [&] {
    return cv::Point(random.uniform(code.x, code.br().x), random.uniform(code.y, code.br().y));
  };
  for (int i = 0; i < recipe.cracks; ++i) {
    cv::line(on, inside(), inside(), random.uniform(0, 2) == 0 ? 0 : 255, random.uniform(2, 2 + sheetPixels),
             cv::LINE_AA);
  }
  const int module = sheetPixels;
  if (recipe.finger) {
    const cv::Point corner = code.br() - cv::Point(random.uniform(0, 3), random.uniform(0, 3)) * module;
    cv::ellipse(on, corner, cv::Size(code.width / random.uniform(4, 8), code.width / random.uniform(4, 7)),
                random.uniform(0, 180), 0, 360, random.uniform(90, 170), cv::FILLED, cv::LINE_AA);
  }
  if (recipe.torn) {
    const std::array<cv::Point, 3> finders{code.tl(), cv::Point(code.br().x, code.y), cv::Point(code.x, code.br().y)};
    const cv::Point at = finders[size_t(random.uniform(0, 3))];
    cv::circle(on, at, random.uniform(2, 4) * module, random.uniform(0, 2) * 255, cv::FILLED, cv::LINE_AA);
  }
  if (recipe.logo) {
    const int side = code.width * random.uniform(14, 22) / 100;
    const cv::Rect middle(code.x + (code.width - side) / 2, code.y + (code.height - side) / 2, side, side);
    on(middle).setTo(255);
    cv::circle(on, (middle.tl() + middle.br()) / 2, side * 4 / 10, random.uniform(0, 140), cv::FILLED, cv::LINE_AA);
  }
}

}  // namespace

void drawPrint(cv::Mat& on, const cv::Rect& area, cv::RNG& random, int ink) {
  const int size = random.uniform(14, 40);
  for (int y = area.y + size; y < area.br().y; y += size * 3 / 2) {
    for (int x = area.x; x < area.br().x - size;) {
      const int word = random.uniform(1, 7);
      for (int i = 0; i < word && x < area.br().x - size; ++i, x += size * 6 / 10) {
        const cv::Point foot(x, y);
        cv::line(on, foot, foot - cv::Point(random.uniform(-size / 3, size / 3), random.uniform(size / 3, size)), ink,
                 std::max(1, size / 8), cv::LINE_AA);
        cv::ellipse(on, foot - cv::Point(-size / 5, size / 4), cv::Size(size / 5, size / 4), 0, random.uniform(0, 180),
                    random.uniform(200, 360), ink, std::max(1, size / 8), cv::LINE_AA);
      }
      x += size / 2;
    }
  }
}

Sheet sheetOf(const SheetRecipe& recipe, cv::RNG& random) {
  Sheet sheet{{}, 0, {}};
  std::vector<Qr> codes;
  for (int i = 0; i < recipe.columns * recipe.rows; ++i) {
    QByteArray text;
    codes.push_back(encoded(recipe, random, text));
    sheet.truths.append(text);
    sheet.modules = std::max(sheet.modules, double(codes.back()->width));
  }
  const int cell = (int(sheet.modules) + 2 * std::max(2, recipe.quiet)) * sheetPixels;
  const int margin = recipe.columns > 1 ? 2 * sheetPixels : cell / 3;
  const bool bare = recipe.quiet < 2;
  sheet.grey = cv::Mat(recipe.rows * cell + 2 * margin, recipe.columns * cell + 2 * margin, CV_8UC1,
                       cv::Scalar(bare ? 120 : 255));
  if (!bare && recipe.columns == 1) {
    drawPrint(sheet.grey, cv::Rect(20, 0, sheet.grey.cols - 40, margin), random, 20);
    drawPrint(sheet.grey, cv::Rect(20, sheet.grey.rows - margin, sheet.grey.cols - 40, margin), random, 20);
  }
  for (size_t i = 0; i < codes.size(); ++i) {
    const int column = int(i) % recipe.columns;
    const int row = int(i) / recipe.columns;
    const int side = codes[i]->width * sheetPixels;
    const cv::Point at(margin + column * cell + (cell - side) / 2, margin + row * cell + (cell - side) / 2);
    const cv::Rect box(at, cv::Size(side, side));
    const int quiet = recipe.quiet * sheetPixels;
    cv::rectangle(sheet.grey, box.tl() - cv::Point(quiet, quiet), box.br() + cv::Point(quiet, quiet), 255, cv::FILLED);
    drawCode(sheet.grey, at, *codes[i], recipe);
    spoil(sheet.grey, box, recipe, random);
  }
  if (recipe.tone == Tone::LightOnDark) cv::bitwise_not(sheet.grey, sheet.grey);
  return sheet;
}

}  // namespace hall::test
