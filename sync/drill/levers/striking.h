#pragma once
// The levers' own side of the page: what is watched, and what happens to an operation. Thread: any.
#include <mutex>

#include "sync/drill/levers/page.h"
#include "sync/drill/levers/unsynced.h"

namespace hall::drill::levers {

// Null in a program that was started without levers.
Page* page();

bool isWatched(const char* path);
bool isWatched(int descriptor);

// Counts the operation and says what happens to it; does not come back if the process ends before it.
// `place`: the path, or null for the line.
Misfortune strike(Operation operation, const char* place);
Misfortune strike(Operation operation, int descriptor);
[[noreturn]] void die();
int refuse(int number);  // sets errno; -1

// Null if unsynced writes are not kept. Held while an operation is noted and done, so that both are one.
Unsynced* unsynced();
std::unique_lock<std::mutex> holdStill();

}  // namespace hall::drill::levers
