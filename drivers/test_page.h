#pragma once
// One page of A4 that shows whether a page printer prints straight, to the margins and evenly. Pure.
#include <QByteArray>

namespace hall::drivers {

// A PDF with one of the fonts that every interpreter has by itself, so that nothing but the printer is tried.
QByteArray testPage();

}  // namespace hall::drivers
