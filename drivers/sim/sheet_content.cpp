#include "drivers/sim/sheet_content.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "drivers/sim/sim_frame_source.h"

namespace hall::drivers::sim {

namespace {

const cv::Scalar paperWhite(232, 236, 238);
const cv::Scalar ink(48, 44, 42);
const cv::Scalar sealRed(52, 44, 200);

// Draws in millimetres.
class Sheeting {
 public:
  Sheeting(cv::Size2d millimetres, double dots, uint64_t seed)
      : m_size(millimetres),
        m_dots(dots),
        m_random(seed * 7919 + 3),
        m_picture(int(std::lround(millimetres.height * dots)), int(std::lround(millimetres.width * dots)), CV_8UC3,
                  paperWhite) {}

  void line(cv::Point2d from, cv::Point2d to, double thick, const cv::Scalar& colour = ink) {
    cv::line(m_picture, dot(from), dot(to), colour, std::max(1, int(std::lround(thick * m_dots))), cv::LINE_AA, shift);
  }

  // One line of invented signs, each a few strokes in a square.
  void signs(cv::Point2d from, double width, double high) {
    for (double x = from.x; x + high <= from.x + width; x += high * 1.08) {
      if (m_random.uniform(0.0, 1.0) < 0.06) continue;
      const int strokes = m_random.uniform(3, 6);
      for (int i = 0; i < strokes; ++i) {
        const double at = m_random.uniform(0.08, 0.92) * high;
        const double start = m_random.uniform(0.0, 0.35) * high;
        const double end = m_random.uniform(0.65, 1.0) * high;
        if (i % 2 == 0) {
          line({x + start, from.y + at}, {x + end, from.y + at}, high * 0.09);
        } else {
          line({x + at, from.y + start}, {x + at, from.y + end}, high * 0.09);
        }
      }
    }
  }

  void text(cv::Rect2d area, double high) {
    for (double y = area.y; y + high <= area.br().y; y += high * 1.7) {
      const double width = area.width * (m_random.uniform(0.0, 1.0) < 0.2 ? m_random.uniform(0.3, 0.9) : 1.0);
      signs({area.x, y}, width, high);
    }
  }

  void frame(cv::Rect2d area, double thick) {
    line(area.tl(), {area.br().x, area.y}, thick);
    line({area.br().x, area.y}, area.br(), thick);
    line(area.br(), {area.x, area.br().y}, thick);
    line({area.x, area.br().y}, area.tl(), thick);
  }

  void seal(cv::Point2d middle, double radius) {
    cv::circle(m_picture, dot(middle), int(radius * m_dots * (1 << shift)), sealRed,
               std::max(1, int(radius * m_dots * 0.07)), cv::LINE_AA, shift);
    for (int i = 0; i < 5; ++i) {
      const double from = (i * 144 - 90) * CV_PI / 180;
      const double to = (i * 144 + 54) * CV_PI / 180;
      line(middle + cv::Point2d(std::cos(from), std::sin(from)) * (radius * 0.4),
           middle + cv::Point2d(std::cos(to), std::sin(to)) * (radius * 0.4), radius * 0.08, sealRed);
    }
  }

  void patch(cv::Rect2d area, const cv::Mat& content) {
    const cv::Rect where(cv::Point(int(area.x * m_dots), int(area.y * m_dots)),
                         cv::Size(int(area.width * m_dots), int(area.height * m_dots)));
    cv::resize(content, m_picture(where & cv::Rect({}, m_picture.size())), where.size(), 0, 0, cv::INTER_AREA);
  }

  [[nodiscard]] cv::Size2d size() const { return m_size; }
  [[nodiscard]] cv::Mat picture() const { return m_picture; }

 private:
  static constexpr int shift = 4;
  [[nodiscard]] cv::Point dot(cv::Point2d at) const {
    return {int(std::lround(at.x * m_dots * (1 << shift))), int(std::lround(at.y * m_dots * (1 << shift)))};
  }

  cv::Size2d m_size;
  double m_dots;
  cv::RNG m_random;
  cv::Mat m_picture;
};

// Nobody's face: an oval and shoulders.
cv::Mat portrait() {
  cv::Mat picture(140, 100, CV_8UC3, cv::Scalar(200, 140, 70));
  cv::ellipse(picture, {50, 58}, {24, 32}, 0, 0, 360, cv::Scalar(150, 180, 215), cv::FILLED);
  cv::ellipse(picture, {50, 150}, {48, 50}, 0, 0, 360, cv::Scalar(60, 50, 45), cv::FILLED);
  return picture;
}

cv::Mat codePatch() {
  const cv::Mat grey = pictureOfCode(QStringLiteral("hall:document-sample"), Condition::Whole);
  const int side = grey.rows * 8 / 10;
  cv::Mat colour;
  cv::cvtColor(grey(cv::Rect((grey.cols - side) / 2, (grey.rows - side) / 2, side, side)), colour, cv::COLOR_GRAY2BGR);
  return colour;
}

}  // namespace

cv::Mat drawnContent(Content content, cv::Size2d millimetres, double dotsPerMillimetre, uint64_t seed) {
  Sheeting sheet(millimetres, dotsPerMillimetre, seed);
  const double unit = std::min(millimetres.width, millimetres.height) / 210;
  const double high = std::max(2.2, 4.2 * unit);
  const cv::Rect2d area(22 * unit, 24 * unit, millimetres.width - 44 * unit, millimetres.height - 48 * unit);
  if (content == Content::Blank) return sheet.picture();
  sheet.signs({area.x + area.width * 0.28, area.y}, area.width * 0.45, high * 1.6);
  const cv::Rect2d body(area.x, area.y + high * 4, area.width, area.height - high * 4);
  if (content == Content::Certificate) {
    sheet.frame(body, 0.5);
    for (int row = 1; row < 6; ++row) {
      const double y = body.y + body.height * row / 12;
      sheet.line({body.x, y}, {body.br().x, y}, 0.3);
      sheet.signs({body.x + 3 * unit, y - body.height / 18}, body.width * 0.5, high);
    }
    sheet.patch({body.br().x - 42 * unit, body.y + 3 * unit, 36 * unit, 50 * unit}, portrait());
    sheet.text({body.x + 5 * unit, body.y + body.height * 0.5, body.width - 10 * unit, body.height * 0.3}, high);
    sheet.seal({body.br().x - 38 * unit, body.br().y - 34 * unit}, 21 * unit);
  } else if (content == Content::Code) {
    sheet.patch({body.x + body.width / 2 - 35 * unit, body.y, 70 * unit, 70 * unit}, codePatch());
    sheet.text({body.x, body.y + 84 * unit, body.width, body.height - 84 * unit}, high);
  } else {
    sheet.text(body, high);
  }
  return sheet.picture();
}

}  // namespace hall::drivers::sim
