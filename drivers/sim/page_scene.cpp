#include "drivers/sim/page_scene.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "drivers/sim/sheet_content.h"

namespace hall::drivers::sim {

namespace {

constexpr double degree = CV_PI / 180;

cv::Mat noiseOf(cv::RNG& random, cv::Size size, double sigma, cv::Size grain) {
  cv::Mat coarse(cv::Size(std::max(1, size.width / grain.width), std::max(1, size.height / grain.height)), CV_32FC1);
  random.fill(coarse, cv::RNG::NORMAL, 0, sigma);
  cv::Mat result;
  cv::resize(coarse, result, size, 0, 0, cv::INTER_CUBIC);
  return result;
}

void addGrey(cv::Mat& picture, const cv::Mat& grey) {
  cv::Mat three;
  cv::merge(std::vector<cv::Mat>{grey, grey, grey}, three);
  picture += three;
}

cv::Mat drawnDesk(const PageScene& scene, cv::RNG& random) {
  static const std::array<cv::Scalar, 5> tones = {
      cv::Scalar(38, 36, 35), {45, 72, 110}, {130, 172, 205}, {150, 150, 150}, {214, 219, 221}};
  cv::Mat desk(scene.frame, CV_32FC3, tones[size_t(scene.desk)]);
  switch (scene.desk) {
    case Desk::DarkWood:
    case Desk::LightWood:
      addGrey(desk, noiseOf(random, scene.frame, 9, {220, 7}));
      addGrey(desk, noiseOf(random, scene.frame, 4, {60, 2}));
      break;
    case Desk::Speckled:
      addGrey(desk, noiseOf(random, scene.frame, 16, {3, 3}));
      break;
    case Desk::Black:
    case Desk::White:
      addGrey(desk, noiseOf(random, scene.frame, 1.5, {90, 90}));
      break;
  }
  return desk;
}

// The desk next to a sheet lies in its shadow, most at the side away from the lamp.
void addContactShadow(cv::Mat& picture, const std::array<cv::Point2d, 4>& corners) {
  cv::Mat mask(picture.size(), CV_32FC1, cv::Scalar(0));
  const double reach = picture.rows / 300.0;
  std::vector<cv::Point> outline;
  for (const cv::Point2d& corner : corners) outline.emplace_back(int(corner.x + reach), int(corner.y + reach));
  cv::fillConvexPoly(mask, outline, cv::Scalar(0.12), cv::LINE_AA);
  cv::GaussianBlur(mask, mask, {}, reach);
  cv::Mat three;
  cv::merge(std::vector<cv::Mat>{mask, mask, mask}, three);
  picture -= picture.mul(three);
}

void addSheet(cv::Mat& picture, const PageScene& scene, const std::array<cv::Point2d, 4>& corners) {
  const cv::Size2d size = millimetresOf(scene);
  const double side = std::max(cv::norm(corners[1] - corners[0]), cv::norm(corners[2] - corners[3]));
  const double dots = std::max(1.0, 1.3 * side / size.width);
  cv::Mat sheet = drawnSheet(scene, dots);
  const auto right = float(sheet.cols);
  const auto bottom = float(sheet.rows);
  const std::vector<cv::Point2f> from{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}};
  const std::vector<cv::Point2f> to(corners.begin(), corners.end());
  cv::Mat mask(sheet.size(), CV_32FC3, cv::Scalar(0, 0, 0));
  const int round = scene.sheet == Sheet::IdCard ? int(3.2 * dots) : 1;
  cv::rectangle(mask, {round, 0}, {mask.cols - 1 - round, mask.rows - 1}, cv::Scalar(1, 1, 1), cv::FILLED);
  cv::rectangle(mask, {0, round}, {mask.cols - 1, mask.rows - 1 - round}, cv::Scalar(1, 1, 1), cv::FILLED);
  for (const cv::Point& middle :
       {cv::Point(round, round), cv::Point(mask.cols - 1 - round, round), cv::Point(round, mask.rows - 1 - round),
        cv::Point(mask.cols - 1 - round, mask.rows - 1 - round)}) {
    cv::circle(mask, middle, round, cv::Scalar(1, 1, 1), cv::FILLED);
  }
  cv::Mat seen;
  cv::Mat where;
  sheet.convertTo(sheet, CV_32FC3);
  // Dots lie at whole numbers, edges half a dot before them.
  const cv::Matx33d toDots(1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
  const cv::Mat way = cv::Mat(toDots) * cv::getPerspectiveTransform(from, to) * cv::Mat(toDots.inv());
  cv::warpPerspective(sheet, seen, way, picture.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  cv::warpPerspective(mask, where, way, picture.size(), cv::INTER_LINEAR);
  picture = picture.mul(cv::Scalar(1, 1, 1) - where) + seen.mul(where);
}

void addFinger(cv::Mat& picture, cv::Point2d corner, cv::Point2d middle) {
  const cv::Point2d outwards = (corner - middle) / cv::norm(corner - middle);
  const double thick = picture.rows / 28.0;
  const cv::Scalar skin(120, 150, 205);
  const cv::Point2d tip = corner - outwards * thick * 0.7;
  cv::line(picture, tip, corner + outwards * picture.rows, skin, int(thick * 2), cv::LINE_AA);
  cv::ellipse(picture, tip - outwards * thick * 0.3, {int(thick * 0.5), int(thick * 0.4)}, 0, 0, 360,
              cv::Scalar(160, 175, 225), cv::FILLED, cv::LINE_AA);
}

// Light falls off to the far side; a lamp may mirror; a hand or a hood may throw a hard shadow.
void addLight(cv::Mat& picture, const PageScene& scene) {
  cv::Mat light(picture.size(), CV_32FC1);
  for (int y = 0; y < light.rows; ++y) {
    light.row(y).setTo(cv::Scalar(scene.light * (1 - scene.shade * (1 - double(y) / light.rows))));
  }
  if (scene.hard) {
    const std::vector<cv::Point> dark{
        {0, 0}, {picture.cols * 45 / 100, 0}, {picture.cols * 55 / 100, picture.rows}, {0, picture.rows}};
    cv::Mat shadow(picture.size(), CV_32FC1, cv::Scalar(1));
    cv::fillConvexPoly(shadow, dark, cv::Scalar(0.72));
    cv::GaussianBlur(shadow, shadow, {}, 4);
    light = light.mul(shadow);
  }
  cv::Mat three;
  cv::merge(std::vector<cv::Mat>{light, light, light}, three);
  picture = picture.mul(three);
  if (scene.glare > 0) {
    cv::Mat lamp(picture.size(), CV_32FC1, cv::Scalar(0));
    const cv::Point middle(picture.cols * 48 / 100, picture.rows * 45 / 100);
    const int radius = int(scene.glare * picture.rows);
    cv::ellipse(lamp, middle, {radius, radius * 2 / 3}, 20, 0, 360, cv::Scalar(320), cv::FILLED);
    cv::GaussianBlur(lamp, lamp, {}, radius / 5.0);
    addGrey(picture, lamp);
  }
}

void addLens(cv::Mat& picture, const PageScene& scene, cv::RNG& random) {
  if (scene.blur > 0) cv::GaussianBlur(picture, picture, {}, scene.blur);
  if (scene.smear >= 2) {
    const int length = int(scene.smear);
    cv::blur(picture, picture, {length, 1});
  }
  cv::Mat grain(picture.size(), CV_32FC3);
  random.fill(grain, cv::RNG::NORMAL, 0, scene.noise);
  picture += grain;
}

}  // namespace

cv::Size2d millimetresOf(const PageScene& scene) {
  static const std::array<cv::Size2d, 3> sizes = {cv::Size2d(210, 297), {148, 210}, {53.98, 85.60}};
  const cv::Size2d upright = sizes[size_t(scene.sheet)];
  return scene.landscape ? cv::Size2d(upright.height, upright.width) : upright;
}

std::array<cv::Point2d, 4> cornersOf(const PageScene& scene) {
  const cv::Size2d size = millimetresOf(scene);
  const double focus = 1.15 * scene.frame.width;
  const double wanted = scene.pose.filling * scene.frame.height;
  const double distance = focus * std::max(size.width, size.height) / wanted;
  const double turned = scene.pose.turned * degree;
  const double lean = scene.pose.leaning * degree;
  const double side = scene.pose.sideways * degree;
  std::array<cv::Point2d, 4> corners;
  for (size_t i = 0; i < 4; ++i) {
    const double x = (i == 1 || i == 2 ? 0.5 : -0.5) * size.width;
    const double y = (i >= 2 ? 0.5 : -0.5) * size.height;
    const double u = x * std::cos(turned) - y * std::sin(turned);
    const double v = x * std::sin(turned) + y * std::cos(turned);
    const double depth = distance + u * std::sin(side) + v * std::sin(lean);
    corners[i] = {scene.frame.width * (0.5 + scene.pose.shift.x) + focus * u * std::cos(side) / depth,
                  scene.frame.height * (0.5 + scene.pose.shift.y) + focus * v * std::cos(lean) / depth};
  }
  return corners;
}

cv::Mat drawnSheet(const PageScene& scene, double dotsPerMillimetre) {
  return drawnContent(scene.content, millimetresOf(scene), dotsPerMillimetre, scene.seed);
}

cv::Mat pictureOf(const PageScene& scene) {
  cv::RNG random(scene.seed * 2654435761U + 17);
  cv::Mat picture = drawnDesk(scene, random);
  if (!scene.empty) {
    const std::array<cv::Point2d, 4> corners = cornersOf(scene);
    addContactShadow(picture, corners);
    addSheet(picture, scene, corners);
    const cv::Point2d middle = (corners[0] + corners[1] + corners[2] + corners[3]) / 4;
    for (const size_t finger : scene.fingers) addFinger(picture, corners[finger % 4], middle);
  }
  addLight(picture, scene);
  addLens(picture, scene, random);
  cv::Mat result;
  picture.convertTo(result, CV_8UC3);
  return result;
}

}  // namespace hall::drivers::sim
