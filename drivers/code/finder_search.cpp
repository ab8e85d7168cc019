#include "drivers/code/finder_search.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace hall::drivers {

namespace {

using Runs = std::array<float, 5>;

// Whether five runs are as 1:1:3:1:1, as far as pixels and blur let them.
bool isFinder(const Runs& runs) {
  const float total = runs[0] + runs[1] + runs[2] + runs[3] + runs[4];
  const float module = total / 7;
  if (module < 1) return false;
  const float slack = module * 0.5F + 0.6F;
  // Blur and overexposure move all edges of one colour alike, so each dark run is compared with the dark ones.
  const float outer = (runs[0] + runs[4]) / 2;
  return std::abs(runs[2] - 3 * module) < 1.5F * module + 0.6F && std::abs(runs[0] - outer) < slack &&
         std::abs(runs[1] - runs[3]) < 2 * slack && std::abs(runs[0] - module) < slack * 1.3F &&
         std::abs(runs[4] - module) < slack * 1.3F && std::abs(runs[1] - module) < slack * 1.3F &&
         std::abs(runs[3] - module) < slack * 1.3F && runs[2] > runs[0] * 1.4F && runs[2] > runs[4] * 1.4F;
}

struct Cut {
  cv::Point2f middle;
  float module = 0;
};

// Cuts the picture along a line through `centre` and measures the five runs about it.
Cut cut(const cv::Mat1b& picture, cv::Point2f centre, cv::Point2f step, float longest) {
  const int limit = int(longest);
  std::array<float, 3> back{};
  std::array<float, 3> forth{};
  const cv::Rect frame({}, picture.size());
  const cv::Point start(cvRound(centre.x), cvRound(centre.y));
  if (!frame.contains(start)) return {};
  for (const int sign : {-1, 1}) {
    std::array<float, 3>& runs = sign < 0 ? back : forth;
    uchar colour = picture(start);
    size_t run = 0;
    for (int i = sign < 0 ? 0 : 1; run < 3; ++i) {
      const cv::Point at(cvRound(centre.x + float(sign * i) * step.x), cvRound(centre.y + float(sign * i) * step.y));
      if (!frame.contains(at)) break;
      if (picture(at) != colour) {
        colour = picture(at);
        if (++run == 3) break;
      }
      if (++runs[run] > float(limit)) return {};
    }
    if (runs[2] == 0) return {};
  }
  const Runs runs{back[2], back[1], back[0] + forth[0], forth[1], forth[2]};
  if (!isFinder(runs)) return {};
  const float length = std::hypot(step.x, step.y);
  const float shift = (forth[0] + forth[1] + forth[2] + 1 - back[0] - back[1] - back[2]) / 2;
  const float coreShift = (forth[0] + 1 - back[0]) / 2;
  return {centre + step * ((shift + coreShift) / 2),
          (back[2] + back[1] + back[0] + forth[0] + forth[1] + forth[2]) / 7 * length};
}

// Cut again upright, level and aslant; all of them must agree.
std::vector<FinderPattern> confirmed(const cv::Mat1b& picture, cv::Point2f guess, float module) {
  const float longest = module * 3 * 2.2F + 3;
  const Cut upright = cut(picture, guess, {0, 1}, longest);
  if (upright.module == 0 || upright.module > module * 2.5F || upright.module < module * 0.4F) return {};
  const Cut level = cut(picture, upright.middle, {1, 0}, longest);
  if (level.module == 0) return {};
  const cv::Point2f centre(level.middle.x, upright.middle.y);
  const Cut falling = cut(picture, centre, {1, 1}, longest);
  const Cut rising = cut(picture, centre, {1, -1}, longest);
  if (falling.module == 0 || rising.module == 0) return {};
  return {{centre, (upright.module + level.module) / 2, 1}};
}

void add(std::vector<FinderPattern>& all, const FinderPattern& found) {
  for (FinderPattern& known : all) {
    const cv::Point2f apart = known.centre - found.centre;
    if (std::hypot(apart.x, apart.y) > known.module * 2.5F) continue;
    const auto weight = float(known.sightings);
    known.centre = (known.centre * weight + found.centre) / (weight + 1);
    known.module = (known.module * weight + found.module) / (weight + 1);
    ++known.sightings;
    return;
  }
  all.push_back(found);
}

bool isKnown(const std::vector<FinderPattern>& all, cv::Point2f at) {
  return std::any_of(all.cbegin(), all.cend(), [at](const FinderPattern& known) {
    return known.sightings > 3 && std::hypot(known.centre.x - at.x, known.centre.y - at.y) < known.module;
  });
}

}  // namespace

float moduleAlong(const cv::Mat1b& blackAndWhite, cv::Point2f centre, cv::Point2f direction) {
  const float length = std::hypot(direction.x, direction.y);
  if (length == 0) return 0;
  return cut(blackAndWhite, centre, direction / length, 4096).module;
}

std::vector<FinderPattern> findFinderPatterns(const cv::Mat1b& blackAndWhite, size_t most) {
  constexpr size_t flood = 400;  // a picture full of them is a pattern, not codes
  constexpr int every = 2;       // rows
  std::vector<FinderPattern> found;
  std::vector<int> edges;
  for (int y = 1; y < blackAndWhite.rows && found.size() < flood; y += every) {
    const uchar* row = blackAndWhite.ptr(y);
    edges.assign(1, 0);
    for (int x = 1; x < blackAndWhite.cols; ++x) {
      if (row[x] != row[x - 1]) edges.push_back(x);
    }
    edges.push_back(blackAndWhite.cols);
    for (size_t i = 0; i + 5 < edges.size() && found.size() < flood; ++i) {
      Runs runs{};
      for (size_t k = 0; k < 5; ++k) runs[k] = float(edges[i + k + 1] - edges[i + k]);
      if (row[edges[i]] != 0 || !isFinder(runs)) continue;
      const cv::Point2f guess(float(edges[i + 2] + edges[i + 3] - 1) / 2, float(y));
      if (isKnown(found, guess)) continue;
      const float module = float(edges[i + 5] - edges[i]) / 7;
      for (const FinderPattern& pattern : confirmed(blackAndWhite, guess, module)) add(found, pattern);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const FinderPattern& a, const FinderPattern& b) { return a.certainty() > b.certainty(); });
  if (found.size() > most) found.resize(most);
  return found;
}

}  // namespace hall::drivers
