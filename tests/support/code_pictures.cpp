#include "tests/support/code_pictures.h"

#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <functional>
#include <map>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "tests/support/code_sheet.h"

namespace hall::test {

namespace {

constexpr int width = 1280;
constexpr int height = 720;
constexpr int fine = 2;  // camera pixels are made of so many squared

// How the camera stands to the sheet, and what light, lens and sensor do.
struct Shot {
  SheetRecipe sheet;
  double module = 5;  // pixels
  double roll = 0;    // degrees, as all angles
  double tilt = 0;
  double pan = 0;
  double curve = 0;  // radius of the sheet's bend in its own widths; 0: flat
  double blur = 0.6;
  double motion = 0;
  double shadow = 1;  // brightness behind the edge
  double glare = 0;   // share of the picture
  double moire = 0;
  double bands = 0;
  double bright = 210;  // paper
  double contrast = 0.85;
  double noise = 2;
  int jpeg = 85;
};

using Cook = std::function<void(Shot&, cv::RNG&)>;

double between(cv::RNG& random, double low, double high) {
  return random.uniform(low, high);
}

cv::Mat scene(cv::RNG& random) {
  cv::Mat back(height * fine, width * fine, CV_8UC1, cv::Scalar(random.uniform(60, 200)));
  for (int i = random.uniform(2, 14); i > 0; --i) {
    const cv::Point at(random.uniform(0, back.cols), random.uniform(0, back.rows));
    const cv::Size size(random.uniform(40, 900), random.uniform(40, 700));
    cv::rectangle(back, cv::Rect(at, size), random.uniform(20, 240), random.uniform(0, 3) == 0 ? 12 : cv::FILLED);
  }
  if (random.uniform(0, 2) == 0) {
    drawPrint(back, cv::Rect(random.uniform(0, 900), random.uniform(0, 500), 1200, 800), random,
              random.uniform(10, 90));
  }
  return back;
}

cv::Matx33d turn(const Shot& shot) {
  const auto radians = [](double degrees) { return degrees * CV_PI / 180; };
  const double a = radians(shot.roll);
  const double b = radians(shot.tilt);
  const double c = radians(shot.pan);
  const cv::Matx33d z(std::cos(a), -std::sin(a), 0, std::sin(a), std::cos(a), 0, 0, 0, 1);
  const cv::Matx33d x(1, 0, 0, 0, std::cos(b), -std::sin(b), 0, std::sin(b), std::cos(b));
  const cv::Matx33d y(std::cos(c), 0, std::sin(c), 0, 1, 0, -std::sin(c), 0, std::cos(c));
  return x * y * z;
}

// Where the ray of a camera pixel meets the sheet, in modules from its middle; a bent sheet is a piece of a cylinder.
cv::Point2f met(const cv::Vec3d& origin, const cv::Vec3d& ray, double radius) {
  if (radius <= 0) {
    const double t = -origin[2] / ray[2];
    return {float(origin[0] + t * ray[0]), float(origin[1] + t * ray[1])};
  }
  const double oz = origin[2] - radius;
  const double a = ray[0] * ray[0] + ray[2] * ray[2];
  const double b = origin[0] * ray[0] + oz * ray[2];
  const double c = origin[0] * origin[0] + oz * oz - radius * radius;
  const double root = b * b - a * c;
  if (root < 0) return {1e6F, 1e6F};
  const double t = (-b - std::sqrt(root)) / a;
  const double x = origin[0] + t * ray[0];
  const double z = oz + t * ray[2];
  return {float(radius * std::atan2(x, -z)), float(origin[1] + t * ray[1])};
}

cv::Mat seen(const Shot& shot, const Sheet& sheet, cv::RNG& random) {
  const cv::Matx33d rotation = turn(shot);
  constexpr double focal = 1150;
  const double span = sheet.modules * shot.module / 2;
  const double slackX = std::max(0.0, width / 2.0 - span * 1.3);
  const double slackY = std::max(0.0, height / 2.0 - span * 1.3);
  const double distance = focal / shot.module;
  const cv::Vec3d place(between(random, -slackX, slackX) / focal * distance,
                        between(random, -slackY, slackY) / focal * distance, distance);
  const cv::Vec3d origin = -(rotation.t() * place);
  cv::Mat map(height * fine, width * fine, CV_32FC2);
  const cv::Point2f middle(float(sheet.grey.cols) / 2, float(sheet.grey.rows) / 2);
  const double radius = shot.curve * sheet.modules;
  for (int y = 0; y < map.rows; ++y) {
    for (int x = 0; x < map.cols; ++x) {
      const cv::Vec3d eye((double(x) / fine - width / 2.0) / focal, (double(y) / fine - height / 2.0) / focal, 1);
      map.at<cv::Point2f>(y, x) = met(origin, rotation.t() * eye, radius) * float(sheetPixels) + middle;
    }
  }
  cv::Mat picture = scene(random);
  cv::remap(sheet.grey, picture, map, cv::noArray(), cv::INTER_LINEAR, cv::BORDER_TRANSPARENT);
  cv::resize(picture, picture, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  return picture;
}

void light(cv::Mat& picture, const Shot& shot, cv::RNG& random) {
  const double angle = between(random, 0, 2 * CV_PI);
  const double edge = between(random, -200, 200);
  const double pitch = between(random, 2.2, 9);
  const double slope = between(random, 0, CV_PI);
  const double period = between(random, 40, 200);
  const double fall = between(random, 0, 0.25);
  for (int y = 0; y < height; ++y) {
    auto* row = picture.ptr<float>(y);
    for (int x = 0; x < width; ++x) {
      const double along = (x - width / 2.0) * std::cos(angle) + (y - height / 2.0) * std::sin(angle);
      double gain = 1 - fall * (along / width + 0.5);
      if (shot.shadow < 1) gain *= 1 - (1 - shot.shadow) / (1 + std::exp(-(along - edge) / 6));
      if (shot.moire > 0) {
        const double wave = (x * std::cos(slope) + y * std::sin(slope)) * 2 * CV_PI / pitch;
        gain *= 1 - shot.moire * 0.5 * (1 + std::sin(wave) * std::cos(y * 2 * CV_PI / (pitch * 3.7)));
      }
      if (shot.bands > 0 && std::fmod(y + edge + 2000, period) < period * 0.45) gain *= 1 - shot.bands;
      row[x] = float(row[x] * gain);
    }
  }
}

void addGlare(cv::Mat& picture, double share, cv::RNG& random) {
  if (share <= 0) return;
  cv::Mat blob = cv::Mat::zeros(height, width, CV_32FC1);
  const double area = share * width * height;
  const double ratio = between(random, 0.4, 2.5);
  const cv::Size half(int(std::sqrt(area / CV_PI * ratio)), int(std::sqrt(area / CV_PI / ratio)));
  const cv::Point at(int(width / 2 + between(random, -220, 220)), int(height / 2 + between(random, -160, 160)));
  cv::ellipse(blob, at, half, between(random, 0, 180), 0, 360, cv::Scalar(between(random, 90, 200)), cv::FILLED);
  cv::GaussianBlur(blob, blob, {}, std::max(8.0, half.width * 0.35));
  picture += blob;
}

void smear(cv::Mat& picture, const Shot& shot, cv::RNG& random) {
  if (shot.blur > 0) cv::GaussianBlur(picture, picture, {}, shot.blur);
  if (shot.motion < 1) return;
  const int size = int(shot.motion) | 1;
  cv::Mat kernel = cv::Mat::zeros(size, size, CV_32FC1);
  const double angle = between(random, 0, CV_PI);
  const cv::Point2d half(std::cos(angle) * size / 2, std::sin(angle) * size / 2);
  const cv::Point2d middle(size / 2.0, size / 2.0);
  cv::line(kernel, middle - half, middle + half, 1, 1, cv::LINE_AA);
  kernel /= std::max(1e-3, cv::sum(kernel)[0]);
  cv::filter2D(picture, picture, -1, kernel);
}

cv::Mat taken(const Shot& shot, const cv::Mat& sharp, cv::RNG& random) {
  cv::Mat picture;
  const double low = shot.bright * (1 - shot.contrast);
  sharp.convertTo(picture, CV_32F, (shot.bright - low) / 255, low);
  light(picture, shot, random);
  addGlare(picture, shot.glare, random);
  smear(picture, shot, random);
  cv::Mat noise(height, width, CV_32FC1);
  random.fill(noise, cv::RNG::NORMAL, 0, std::max(0.1, shot.noise));
  picture += noise;
  picture.convertTo(picture, CV_8U);
  std::vector<uchar> bytes;
  cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, shot.jpeg});
  return cv::imdecode(bytes, cv::IMREAD_GRAYSCALE);
}

void ordinary(Shot& shot, cv::RNG& random) {
  shot.sheet.level = random.uniform(0, 4);
  shot.module = between(random, 3.5, 9);
  shot.roll = between(random, -20, 20);
  shot.tilt = between(random, -12, 12);
  shot.pan = between(random, -12, 12);
  shot.blur = between(random, 0.4, 1.1);
  shot.bright = between(random, 150, 240);
  shot.contrast = between(random, 0.6, 0.95);
  shot.noise = between(random, 1, 4);
  shot.jpeg = random.uniform(70, 96);
}

// Two or three troubles at a time.
void mixed(Shot& shot, cv::RNG& random, const std::map<QByteArray, Cook>& kinds) {
  static constexpr std::array<const char*, 12> some{"blur",   "motion", "perspective", "rotation", "curved", "glare",
                                                    "shadow", "dark",   "contrast",    "moire",    "crack",  "noise"};
  for (int i = random.uniform(2, 4); i > 0; --i)
    kinds.at(some[size_t(random.uniform(0, int(some.size())))])(shot, random);
}

const std::map<QByteArray, Cook>& kinds() {
  static const std::map<QByteArray, Cook> all{
      {"plain", [](Shot&, cv::RNG&) {}},
      {"small", [](Shot& s, cv::RNG& r) { s.module = between(r, 1.8, 3.2), s.blur = between(r, 0.2, 0.8); }},
      {"blur", [](Shot& s, cv::RNG& r) { s.blur = s.module * between(r, 0.3, 0.75); }},
      {"motion", [](Shot& s, cv::RNG& r) { s.motion = std::min(15.0, s.module * between(r, 0.5, 1.7)); }},
      {"perspective",
       [](Shot& s, cv::RNG& r) {
         s.tilt = between(r, 25, 58) * (r.uniform(0, 2) * 2 - 1);
         s.pan = between(r, -35, 35);
       }},
      {"rotation", [](Shot& s, cv::RNG& r) { s.roll = between(r, 0, 360); }},
      {"curved",
       [](Shot& s, cv::RNG& r) {
         s.curve = between(r, 0.65, 2);
         s.sheet.version = r.uniform(3, 13);
         s.module = between(r, 4, 8);
         s.roll = between(r, -90, 90);
       }},
      {"glare", [](Shot& s, cv::RNG& r) { s.glare = between(r, 0.03, 0.35); }},
      {"shadow", [](Shot& s, cv::RNG& r) { s.shadow = between(r, 0.1, 0.5); }},
      {"dark",
       [](Shot& s, cv::RNG& r) { s.bright = between(r, 10, 60), s.contrast = between(r, 0.5, 0.95), s.noise = 2.5; }},
      {"bright", [](Shot& s, cv::RNG& r) { s.bright = between(r, 250, 420), s.contrast = between(r, 0.4, 0.7); }},
      {"contrast", [](Shot& s, cv::RNG& r) { s.contrast = between(r, 0.08, 0.3); }},
      {"noise", [](Shot& s, cv::RNG& r) { s.noise = between(r, 10, 45); }},
      {"jpeg", [](Shot& s, cv::RNG& r) { s.jpeg = r.uniform(12, 35), s.module = between(r, 2.5, 4.5); }},
      {"moire", [](Shot& s, cv::RNG& r) { s.moire = between(r, 0.2, 0.75); }},
      {"bands", [](Shot& s, cv::RNG& r) { s.bands = between(r, 0.3, 0.85); }},
      {"crack", [](Shot& s, cv::RNG& r) { s.sheet.cracks = r.uniform(2, 9), s.sheet.level = r.uniform(1, 4); }},
      {"finger", [](Shot& s, cv::RNG& r) { s.sheet.finger = true, s.sheet.level = r.uniform(1, 4); }},
      {"torn", [](Shot& s, cv::RNG& r) { s.sheet.torn = true, s.sheet.level = r.uniform(1, 4); }},
      {"inverse", [](Shot& s, cv::RNG&) { s.sheet.tone = Tone::LightOnDark; }},
      {"mirrored", [](Shot& s, cv::RNG&) { s.sheet.mirrored = true; }},
      {"bare", [](Shot& s, cv::RNG& r) { s.sheet.quiet = r.uniform(0, 2); }},
      {"several", [](Shot& s, cv::RNG& r) { s.sheet.columns = r.uniform(2, 5), s.module = between(r, 2.6, 3.6); }},
      {"lots",
       [](Shot& s, cv::RNG& r) {
         s.sheet.columns = r.uniform(6, 10), s.sheet.rows = r.uniform(3, 6), s.module = between(r, 3, 4);
         s.sheet.version = 2, s.roll = between(r, -5, 5), s.tilt = between(r, -5, 5);
       }},
      {"dense",
       [](Shot& s, cv::RNG& r) {
         s.sheet.version = r.uniform(18, 41);
         s.module = between(r, 620, 760) / (17 + 4 * s.sheet.version);
         s.blur = between(r, 0.3, 0.6);
         s.roll = between(r, -8, 8);
       }},
      {"middling",
       [](Shot& s, cv::RNG& r) {
         s.sheet.version = r.uniform(7, 18);
         s.module = between(r, 380, 680) / (17 + 4 * s.sheet.version);
         s.tilt = between(r, -35, 35);
       }},
      {"close", [](Shot& s, cv::RNG& r) { s.module = between(r, 14, 24), s.glare = between(r, 0, 0.15), s.blur = 3; }},
      {"styled",
       [](Shot& s, cv::RNG& r) {
         s.sheet.modules = r.uniform(0, 2) == 0 ? Modules::Dots : Modules::Rounded;
         s.sheet.logo = r.uniform(0, 2) == 0, s.sheet.level = 3, s.module = between(r, 5, 9);
       }},
  };
  return all;
}

cv::Mat otherSymbology(cv::RNG& random) {
  static constexpr std::array<ZXing::BarcodeFormat, 5> formats{
      ZXing::BarcodeFormat::Aztec, ZXing::BarcodeFormat::DataMatrix, ZXing::BarcodeFormat::PDF417,
      ZXing::BarcodeFormat::Code128, ZXing::BarcodeFormat::EAN13};
  const auto format = formats[size_t(random.uniform(0, int(formats.size())))];
  const bool digits = format == ZXing::BarcodeFormat::EAN13;
  const auto bits =
      ZXing::MultiFormatWriter(format).encode(digits ? L"590123412345" : L"HALL-NOT-A-QR-0123456789", 300, 200);
  cv::Mat code(bits.height(), bits.width(), CV_8UC1);
  for (int y = 0; y < code.rows; ++y) {
    for (int x = 0; x < code.cols; ++x) code.at<uchar>(y, x) = bits.get(x, y) ? 0 : 255;
  }
  cv::resize(code, code, {}, 1.5, 1.5, cv::INTER_NEAREST);
  return code;
}

void ringFlood(cv::Mat& on, int module) {
  for (int y = module; y + 7 * module < on.rows; y += 9 * module) {
    for (int x = module; x + 7 * module < on.cols; x += 9 * module) {
      cv::rectangle(on, cv::Rect(x, y, 7 * module, 7 * module), 20, cv::FILLED);
      cv::rectangle(on, cv::Rect(x + module, y + module, 5 * module, 5 * module), 230, cv::FILLED);
      cv::rectangle(on, cv::Rect(x + 2 * module, y + 2 * module, 3 * module, 3 * module), 20, cv::FILLED);
    }
  }
}

cv::Mat withoutCode(const QByteArray& kind, cv::RNG& random) {
  cv::Mat picture = scene(random);
  cv::resize(picture, picture, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  const int pitch = random.uniform(2, 30);
  if (kind == "text") {
    picture.setTo(235);
    drawPrint(picture, cv::Rect(30, 20, width - 60, height - 40), random, 30);
  } else if (kind == "stripes" || kind == "checkers") {
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const int cell = x / pitch + (kind == "checkers" ? y / pitch : 0);
        picture.at<uchar>(y, x) = cell % 2 == 0 ? 30 : 220;
      }
    }
  } else if (kind == "rings") {
    picture.setTo(230);
    ringFlood(picture, random.uniform(2, 8));
  } else if (kind == "static") {
    cv::Mat cells((height + pitch - 1) / pitch, (width + pitch - 1) / pitch, CV_8UC1);
    random.fill(cells, cv::RNG::UNIFORM, 0, 256);
    cv::threshold(cells, cells, 127, 255, cv::THRESH_BINARY);
    cv::resize(cells, picture, picture.size(), 0, 0, cv::INTER_NEAREST);
  } else if (kind == "others") {
    const cv::Mat code = otherSymbology(random);
    code.copyTo(picture(
        cv::Rect(random.uniform(0, width - code.cols), random.uniform(0, height - code.rows), code.cols, code.rows)));
  }
  Shot shot;
  ordinary(shot, random);
  return taken(shot, picture, random);
}

}  // namespace

QByteArrayList kindsWithCodes() {
  QByteArrayList names{"mixed"};
  for (const auto& [name, cook] : kinds()) names.append(name);
  return names;
}

QByteArrayList kindsWithoutCodes() {
  return {"checkers", "others", "rings", "scene", "static", "stripes", "text"};
}

CodePicture codePicture(const QByteArray& kind, int seed) {
  cv::RNG random(uint64_t(seed) * 7919 + qChecksum(kind) + 1);
  for (int i = 0; i < 8; ++i) random.next();
  if (kindsWithoutCodes().contains(kind)) return {withoutCode(kind, random), {}};
  Shot shot;
  ordinary(shot, random);
  if (kind == "mixed") {
    mixed(shot, random, kinds());
  } else {
    kinds().at(kind)(shot, random);
  }
  const Sheet sheet = sheetOf(shot.sheet, random);
  shot.module =
      std::min(shot.module, (shot.sheet.columns > 1 ? 1200.0 / shot.sheet.columns - 20 : 640) / sheet.modules);
  return {taken(shot, seen(shot, sheet, random), random), sheet.truths};
}

}  // namespace hall::test
