#pragma once
// A deterministic set of desks with sheets on them, drawn by drivers/sim/page_scene: good ones of every kind, and for
// each flaw the same with that flaw.
#include <QByteArray>
#include <QList>
#include <optional>

#include "drivers/document_camera.h"
#include "drivers/sim/page_scene.h"

namespace hall::test {

struct NamedScene {
  QByteArray name;
  drivers::sim::PageScene scene;
  std::optional<drivers::PageFlaw> flaw;  // what has to be found; nothing for a good one
};

// `count` good scenes over all desks, sheets and contents; every third has a finger on one or two corners.
QList<NamedScene> goodScenes(int count, uint64_t seed);
// `count` scenes with this flaw; Moving has none, it takes two pictures.
QList<NamedScene> flawedScenes(drivers::PageFlaw flaw, int count, uint64_t seed);

}  // namespace hall::test
