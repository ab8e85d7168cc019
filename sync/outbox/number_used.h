#pragma once

namespace hall::outbox {

// What the platform says of a number that it has seen under another id: this folder is an older copy of itself.
constexpr auto kNumberUsed = "urn:hall:problem:sequence-conflict";

}  // namespace hall::outbox
