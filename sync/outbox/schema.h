#pragma once
// The shape of outbox.sqlite. A step that has shipped is never changed; new ones go to the end.
#include <span>

namespace hall::outbox {

std::span<const char* const> schema();

}  // namespace hall::outbox
