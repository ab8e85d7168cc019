#include "tests/support/page_scenes.h"

#include <opencv2/core.hpp>

namespace hall::test {

using drivers::PageFlaw;
using namespace drivers::sim;

namespace {

PageScene randomScene(cv::RNG& random, int index, uint64_t seed) {
  PageScene scene;
  scene.seed = seed * 1000 + uint64_t(index);
  scene.desk = Desk(index % 5);
  scene.sheet = Sheet((index / 5) % 3);
  scene.content = Content(random.uniform(0, 4));
  scene.landscape = random.uniform(0, 2) == 1;
  scene.pose.turned = random.uniform(-22.0, 22.0);
  scene.pose.leaning = random.uniform(-22.0, 22.0);
  scene.pose.sideways = random.uniform(-12.0, 12.0);
  const bool wide = scene.landscape || std::abs(scene.pose.turned) < 12;
  scene.pose.filling =
      scene.sheet == Sheet::IdCard ? random.uniform(0.35, 0.6) : random.uniform(0.6, wide ? 0.78 : 0.7);
  scene.pose.shift = {random.uniform(-0.05, 0.05), random.uniform(-0.03, 0.03)};
  scene.light = random.uniform(0.72, 1.02);
  scene.shade = random.uniform(0.0, 0.25);
  scene.blur = random.uniform(0.4, 0.9);
  scene.noise = random.uniform(1.0, 3.0);
  scene.hard = random.uniform(0, 5) == 0;
  return scene;
}

void spoil(PageScene& scene, PageFlaw flaw, cv::RNG& random) {
  switch (flaw) {
    case PageFlaw::LensCovered:
      scene.light = 0.01;
      scene.noise = 1;
      break;
    case PageFlaw::NoPage:
      scene.empty = true;
      break;
    case PageFlaw::Cut:
      if (random.uniform(0, 2) == 0) {
        scene.pose.shift.x = (random.uniform(0, 2) * 2 - 1) * random.uniform(0.42, 0.5);
      } else {
        scene.pose.shift.y = (random.uniform(0, 2) * 2 - 1) * random.uniform(0.36, 0.45);
      }
      break;
    case PageFlaw::TooSmall:
      scene.pose.filling = random.uniform(0.2, 0.3);
      break;
    case PageFlaw::Dark:
      scene.light = random.uniform(0.12, 0.3);
      break;
    case PageFlaw::Overexposed:
      scene.light = random.uniform(1.3, 1.6);
      break;
    case PageFlaw::Glare:
      scene.glare = random.uniform(0.06, 0.16) * (scene.sheet == Sheet::IdCard ? 0.5 : 1.0);
      break;
    case PageFlaw::Blurred:
      if (random.uniform(0, 2) == 0) {
        scene.blur = random.uniform(3.5, 6.0);
      } else {
        scene.smear = random.uniform(14.0, 24.0);
      }
      break;
    case PageFlaw::Moving:
      break;
  }
}

}  // namespace

QList<NamedScene> goodScenes(int count, uint64_t seed) {
  cv::RNG random(seed);
  QList<NamedScene> scenes;
  for (int i = 0; i < count; ++i) {
    PageScene scene = randomScene(random, i, seed);
    if (i % 3 == 0) scene.fingers.push_back(size_t(random.uniform(0, 4)));
    if (i % 6 == 0) scene.fingers.push_back(size_t(random.uniform(0, 4)));
    scenes.append({"good-" + QByteArray::number(i), scene, {}});
  }
  return scenes;
}

QList<NamedScene> flawedScenes(PageFlaw flaw, int count, uint64_t seed) {
  cv::RNG random(seed);
  QList<NamedScene> scenes;
  for (int i = 0; i < count; ++i) {
    PageScene scene = randomScene(random, i, seed);
    scene.hard = false;
    // A sheet without print cannot be out of focus, and one that is an identity card cannot be far away here.
    if (scene.content == Content::Blank) scene.content = Content::Text;
    if (flaw == PageFlaw::TooSmall || flaw == PageFlaw::Cut) scene.sheet = Sheet::A4;
    spoil(scene, flaw, random);
    scenes.append({drivers::name(flaw) + '-' + QByteArray::number(i), scene, flaw});
  }
  return scenes;
}

}  // namespace hall::test
