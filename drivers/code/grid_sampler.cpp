#include "drivers/code/grid_sampler.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "drivers/code/alignment_search.h"
#include "drivers/code/finder_outline.h"
#include "drivers/code/module_reading.h"
#include "drivers/code/qr_layout.h"

namespace hall::drivers {

namespace {

cv::Point2d point(const FinderPattern& pattern) {
  return {pattern.centre.x, pattern.centre.y};
}

// Module vectors at one finder pattern; zero if its rings cannot be measured.
struct Local {
  cv::Point2d right;
  cv::Point2d down;
  int measured = 0;  // of the two
};

Local localAt(const cv::Mat1b& blackAndWhite, const FinderPattern& at, cv::Point2d along, cv::Point2d across) {
  Local local;
  const auto measured = [&](cv::Point2d direction) {
    const float module = moduleAlong(blackAndWhite, at.centre, {float(direction.x), float(direction.y)});
    local.measured += module > 0 ? 1 : 0;
    return direction / cv::norm(direction) * (module > 0 ? double(module) : double(at.module));
  };
  local.right = measured(along);
  local.down = measured(across);
  return local;
}

// The number of modules between the middles of two finder patterns: in a perspective, the scale between two points is
// the geometric mean of theirs.
double modulesBetween(cv::Point2d from, cv::Point2d to, cv::Point2d moduleThere, cv::Point2d moduleHere) {
  return cv::norm(to - from) / std::sqrt(cv::norm(moduleThere) * cv::norm(moduleHere));
}

struct Fit {
  FinderTriple triple;
  std::array<Local, 3> local;                                // corner, right, down
  std::array<std::optional<std::array<Anchor, 4>>, 3> rims;  // about each finder's middle
  double side = 0;                                           // modules, as measured

  [[nodiscard]] const FinderPattern& finder(size_t i) const {
    return i == 0 ? triple.corner : i == 1 ? triple.right : triple.down;
  }
  [[nodiscard]] int measured() const { return local[0].measured + local[1].measured + local[2].measured; }
  [[nodiscard]] int outlined() const {
    return int(std::count_if(rims.cbegin(), rims.cend(), [](auto& rim) { return rim.has_value(); }));
  }

  [[nodiscard]] std::vector<Anchor> anchors(int modules) const {
    std::vector<Anchor> all;
    const std::array<cv::Point2d, 3> middles{cv::Point2d(3.5, 3.5), cv::Point2d(modules - 3.5, 3.5),
                                             cv::Point2d(3.5, modules - 3.5)};
    const std::array<cv::Point2d, 3> centres{point(triple.corner), point(triple.right), point(triple.down)};
    for (size_t i = 0; i < 3; ++i) {
      const bool seen = finder(i).sightings > 0;
      all.push_back({middles[i], centres[i], seen ? 1 : 0.02});
      if (!rims[i]) continue;
      for (Anchor rim : *rims[i]) {
        rim.module += middles[i];
        all.push_back(rim);
      }
    }
    if (outlined() < 2) {  // the fourth corner as a parallelogram would have it
      all.push_back({{modules - 3.5, modules - 3.5}, centres[1] + centres[2] - centres[0], 0.3});
    }
    return all;
  }
};

Fit measured(const cv::Mat1b& blackAndWhite, const FinderTriple& triple) {
  const cv::Point2d along = point(triple.right) - point(triple.corner);
  const cv::Point2d across = point(triple.down) - point(triple.corner);
  Fit fit{triple, {}, {}, 0};
  fit.local = {localAt(blackAndWhite, triple.corner, along, across),
               localAt(blackAndWhite, triple.right, along, across), localAt(blackAndWhite, triple.down, along, across)};
  constexpr std::array<size_t, 3> stand{1, 0, 0};  // whose measures a guessed one takes over
  for (size_t i = 0; i < 3; ++i) {
    if (fit.finder(i).sightings == 0) fit.local[i] = fit.local[stand[i]];
  }
  const double wide = modulesBetween(point(triple.corner), point(triple.right), fit.local[0].right, fit.local[1].right);
  const double high = modulesBetween(point(triple.corner), point(triple.down), fit.local[0].down, fit.local[2].down);
  fit.side = (wide + high) / 2 + 7;
  if (&triple.right == triple.guessed()) fit.side = high + 7;
  if (&triple.down == triple.guessed()) fit.side = wide + 7;
  return fit;
}

void outline(const cv::Mat1b& grey, Fit& fit) {
  for (size_t i = 0; i < 3; ++i) {
    if (fit.finder(i).sightings == 0) continue;
    fit.rims[i] = outlined(grey, point(fit.finder(i)), fit.local[i].right, fit.local[i].down, {});
  }
}

std::vector<int> likelyVersions(double side) {
  const double version = (side - 17) / 4;
  const int nearest = int(std::lround(version));
  const int next = version > nearest ? nearest + 1 : nearest - 1;
  std::vector<int> all{nearest, next};
  // The farther the finder patterns are apart, the less their size says about the distance.
  const int spread = nearest / 8;
  for (int i = 1; i <= spread; ++i) {
    all.push_back(2 * nearest - next - (i - 1) * (next - nearest));
    all.push_back(next + i * (next - nearest));
  }
  std::erase_if(all, [](int v) { return v < 1 || v > qr::lastVersion; });
  return all;
}

// How well dark and light take turns between the finder patterns: 0.5 is chance.
double timingAgreement(const cv::Mat1b& grey, const SymbolFrame& frame, int side) {
  double agreed = 0;
  double all = 0;
  for (const bool row : {true, false}) {
    float last = 0;
    for (int i = 7; i <= side - 8; ++i) {
      const cv::Point2d module(i + 0.5, 6.5);
      const float now = brightness(grey, frame.at(row ? module : cv::Point2d(module.y, module.x)));
      if (i > 7) {
        all += std::abs(now - last);
        agreed += (i % 2 == 0) == (now < last) ? std::abs(now - last) : 0;
      }
      last = now;
    }
  }
  return all <= 0 ? 0 : agreed / all;
}

std::array<cv::Point, 4> cornersOf(const SymbolFrame& frame, int side) {
  const auto at = [&frame](double x, double y) {
    const cv::Point2d place = frame.at({x, y});
    return cv::Point(cvRound(place.x), cvRound(place.y));
  };
  return {at(0, 0), at(side, 0), at(side, side), at(0, side)};
}

// A guessed finder pattern is looked for where the others put it.
std::vector<Anchor> completed(const cv::Mat1b& grey, const Fit& fit, int side) {
  std::vector<Anchor> anchors = fit.anchors(side);
  const FinderPattern* guessed = fit.triple.guessed();
  if (guessed == nullptr) return anchors;
  const cv::Point2d middle(guessed == &fit.triple.right ? side - 3.5 : 3.5,
                           guessed == &fit.triple.down ? side - 3.5 : 3.5);
  const auto frame = SymbolFrame::fitted(anchors, Sheet::Flat);
  const auto found = frame ? missingFinder(grey, *frame, middle) : std::nullopt;
  if (found) anchors.push_back(*found);
  return anchors;
}

struct Hypothesis {
  int version;
  Sheet sheet;
  std::vector<Anchor> anchors;
  SymbolFrame frame;
  double agreement;
};

std::vector<Hypothesis> hypotheses(const cv::Mat1b& grey, const Fit& fit) {
  std::vector<Hypothesis> all;
  std::vector<int> versions = likelyVersions(fit.side);
  if (fit.side > 40) {
    // From version 7 up a code says which it is beside two of its finder patterns.
    const int told = versionTold(grey, point(fit.triple.right), fit.local[1].right, fit.local[1].down,
                                 point(fit.triple.down), fit.local[2].right, fit.local[2].down);
    if (told > 0 && std::abs(qr::sideOf(told) - fit.side) < 6 + fit.side / 5) versions = {told};
  }
  for (const int version : versions) {
    const int side = qr::sideOf(version);
    const std::vector<Anchor> anchors = completed(grey, fit, side);
    for (const Sheet sheet : {Sheet::Flat, Sheet::Curved}) {
      const auto frame = SymbolFrame::fitted(anchors, sheet);
      if (frame) all.push_back({version, sheet, anchors, *frame, timingAgreement(grey, *frame, side)});
    }
  }
  const auto better = [](const Hypothesis& a, const Hypothesis& b) { return a.agreement > b.agreement; };
  std::stable_sort(all.begin(), all.end(), better);
  constexpr size_t most = 3;
  constexpr double hopeless = 0.58;
  if (all.size() > most) all.resize(most, all.front());
  if (all.empty() || (all.front().agreement < hopeless && fit.side < 40)) return {};
  for (Hypothesis& guess : all) {
    const int side = qr::sideOf(guess.version);
    align(grey, guess.version, guess.anchors, guess.sheet, guess.frame);
    guess.agreement = timingAgreement(grey, guess.frame, side);
  }
  std::stable_sort(all.begin(), all.end(), better);
  return all;
}

double misfit(const FinderPattern& corner, const FinderPattern& a, const FinderPattern& b) {
  constexpr double none = 1e9;
  const cv::Point2d u = point(a) - point(corner);
  const cv::Point2d v = point(b) - point(corner);
  const double lengthU = cv::norm(u);
  const double lengthV = cv::norm(v);
  const double module = (double(corner.module) + double(a.module) + double(b.module)) / 3;
  if (lengthU < 10 * module || lengthV < 10 * module) return none;
  const double cosine = std::abs(u.dot(v)) / (lengthU * lengthV);
  const double ratio = std::abs(std::log(lengthU / lengthV));
  const auto [low, high] = std::minmax({corner.module, a.module, b.module});
  if (cosine > 0.75 || ratio > 1.0 || high > 2.2F * low) return none;
  if (std::max(lengthU, lengthV) > 190 * module) return none;
  // Of patterns in a row of codes the near ones belong together.
  const double doubt = 3 - double(corner.certainty() + a.certainty() + b.certainty());
  return cosine + ratio + doubt + 0.5 * double(std::log(high / low)) + 0.002 * (lengthU + lengthV) / module;
}

}  // namespace

std::vector<FinderTriple> findTriples(const std::vector<FinderPattern>& patterns) {
  constexpr size_t near = 10;
  std::vector<FinderTriple> all;
  for (size_t c = 0; c < patterns.size(); ++c) {
    std::vector<size_t> others;
    for (size_t i = 0; i < patterns.size(); ++i) {
      if (i != c) others.push_back(i);
    }
    const auto distance = [&](size_t i) { return cv::norm(patterns[i].centre - patterns[c].centre); };
    std::sort(others.begin(), others.end(), [&](size_t a, size_t b) { return distance(a) < distance(b); });
    if (others.size() > near) others.resize(near);
    for (size_t i = 0; i < others.size(); ++i) {
      for (size_t k = i + 1; k < others.size(); ++k) {
        const FinderPattern& a = patterns[others[i]];
        const FinderPattern& b = patterns[others[k]];
        const double bad = misfit(patterns[c], a, b);
        if (bad > 2) continue;
        const bool aIsRight = (point(a) - point(patterns[c])).cross(point(b) - point(patterns[c])) > 0;
        all.push_back({patterns[c], aIsRight ? a : b, aIsRight ? b : a, bad});
      }
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const FinderTriple& a, const FinderTriple& b) { return a.misfit < b.misfit; });
  return all;
}

const FinderPattern* FinderTriple::guessed() const {
  for (const FinderPattern* pattern : {&corner, &right, &down}) {
    if (pattern->sightings == 0) return pattern;
  }
  return nullptr;
}

std::vector<FinderTriple> findPairs(const cv::Mat1b& grey, const std::vector<FinderPattern>& patterns) {
  constexpr size_t most = 6;
  struct Oriented {
    FinderPattern pattern;
    cv::Point2d right;
    cv::Point2d down;
  };
  std::vector<Oriented> sure;
  for (const FinderPattern& pattern : patterns) {
    if (sure.size() == most || pattern.certainty() < 1) break;
    // Its axes are not known yet: the one of three turns in which its sides can be measured.
    for (const double angle : {0.0, CV_PI / 6, CV_PI / 3}) {
      cv::Point2d right = cv::Point2d(std::cos(angle), std::sin(angle)) * double(pattern.module);
      cv::Point2d down(-right.y, right.x);
      if (!outlined(grey, point(pattern), right, down, {})) continue;
      sure.push_back({pattern, right, down});
      break;
    }
  }
  std::vector<FinderTriple> all;
  const auto add = [&all](const FinderPattern& corner, const FinderPattern& a, const FinderPattern& b) {
    const bool aIsRight = (point(a) - point(corner)).cross(point(b) - point(corner)) > 0;
    all.push_back({corner, aIsRight ? a : b, aIsRight ? b : a, 0});
  };
  for (size_t i = 0; i < sure.size(); ++i) {
    for (size_t k = i + 1; k < sure.size(); ++k) {
      const Oriented& a = sure[i];
      const Oriented& b = sure[k];
      const cv::Point2d apart = point(b.pattern) - point(a.pattern);
      const double area = a.right.cross(a.down);
      const cv::Point2d modules(apart.cross(a.down) / area, a.right.cross(apart) / area);
      const double low = std::min(std::abs(modules.x), std::abs(modules.y));
      const double high = std::max(std::abs(modules.x), std::abs(modules.y));
      const auto [small, large] = std::minmax(a.pattern.module, b.pattern.module);
      if (high < 11 || high > 180 || large > 2 * small) continue;
      const auto guess = [&](const FinderPattern& from, cv::Point2d shift) {
        const cv::Point2d at = point(from) + shift;
        return FinderPattern{cv::Point2f(float(at.x), float(at.y)), from.module, 0};
      };
      if (low < 0.3 * high) {  // side by side: the third is at a right angle to them
        const bool level = std::abs(modules.x) > std::abs(modules.y);
        for (const double sign : {1.0, -1.0}) {
          const FinderPattern beyondA = guess(a.pattern, (level ? a.down : a.right) * (sign * high));
          const FinderPattern beyondB = guess(b.pattern, (level ? b.down : b.right) * (sign * high));
          add(a.pattern, b.pattern, beyondA);
          add(b.pattern, a.pattern, beyondB);
        }
      } else if (low > 0.65 * high) {  // across the code
        add(guess(a.pattern, a.right * modules.x), a.pattern, b.pattern);
        add(guess(a.pattern, a.down * modules.y), a.pattern, b.pattern);
      }
    }
  }
  return all;
}

std::optional<SampledCode> sample(const cv::Mat1b& grey, const cv::Mat1b& blackAndWhite, const FinderTriple& triple,
                                  const std::function<bool(const SampledCode&)>& take) {
  Fit fit = measured(blackAndWhite, triple);
  if (fit.measured() < (triple.guessed() != nullptr ? 3 : 4) || fit.side < 17 || fit.side > 200) return std::nullopt;
  outline(grey, fit);
  if (fit.outlined() < 2) return std::nullopt;
  constexpr double leastAgreement = 0.66;
  int tried = 0;
  for (const Hypothesis& guess : hypotheses(grey, fit)) {
    if (guess.agreement < leastAgreement || ++tried > 3) break;
    const cv::Mat1b levels = levelsOf(grey, guess.frame, qr::sideOf(guess.version));
    SampledCode code{{}, cornersOf(guess.frame, qr::sideOf(guess.version))};
    for (const Reading how : {Reading::Plain, Reading::Sharpened, Reading::Middle, Reading::MoreSharpened}) {
      code.modules = modulesOf(levels, guess.version, how);
      if (take(code)) return code;
    }
  }
  return std::nullopt;
}

}  // namespace hall::drivers
