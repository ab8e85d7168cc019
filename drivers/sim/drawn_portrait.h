#pragma once
// A face that nobody has, drawn from a few ellipses: what a simulated card shows in place of a photo. The bytes of the
// card's photo choose hair, skin and clothes, so that each simulated person looks the same every time.
#include "drivers/id_card.h"

namespace hall::drivers::sim {

Portrait drawnPortrait(const QByteArray& photo);

}  // namespace hall::drivers::sim
