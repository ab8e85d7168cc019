#pragma once
// What the command line asks for. A value.
#include <QRect>
#include <QString>

namespace hall::kiosk {

struct KioskOptions {
  QString data;      // keys, outbox; made if missing
  QString assets;    // words, services, icons
  QString settings;  // settings.json; empty: <data>/settings.json if there is one, else the defaults
  QRect geometry;    // empty: the whole screen
  bool simulate = false;
  QString slips;  // with simulate: where printed slips are written as text
};

}  // namespace hall::kiosk
