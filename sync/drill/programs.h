#pragma once
// What a drill starts. Values.
#include <QString>

#include "sync/base/result.h"

namespace hall::drill {

struct Programs {
  QString self;     // hall-drill, for the headless terminals
  QString gateway;  // hall-gateway
  QString levers;   // the library that is put before the C library

  // Beside the program that runs, or, installed, the library in ../lib/hall. NotFound ("drill.program").
  static Result<Programs> find();
};

}  // namespace hall::drill
