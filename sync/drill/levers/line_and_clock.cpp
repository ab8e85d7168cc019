// The levers of the line (a process may be killed around anything it says or hears) and of the wall clock.
#include <sys/socket.h>
#include <sys/time.h>

#include <ctime>

#include "sync/drill/levers/real.h"
#include "sync/drill/levers/striking.h"

namespace hall::drill::levers {
namespace {

constexpr std::int64_t kMillisecondsInSecond = 1000;

template <class Whole>
ssize_t lineThrough(Operation operation, const Whole& whole) {
  if (page() == nullptr) return whole();
  const Misfortune misfortune = strike(operation, nullptr);
  const ssize_t answer = whole();
  if (misfortune == Misfortune::KillAfter) die();
  return answer;
}

std::int64_t step() {
  Page* shared = page();
  if (shared == nullptr) return 0;
  const std::int64_t milliseconds = shared->clockStepMilliseconds;
  if (milliseconds != 0) ++shared->clockAsked;
  return milliseconds;
}

}  // namespace
}  // namespace hall::drill::levers

using namespace hall::drill::levers;

extern "C" {

ssize_t send(int descriptor, const void* data, size_t size, int flags) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t, int)>("send");
  return lineThrough(Operation::Send, [&] { return call(descriptor, data, size, flags); });
}

ssize_t sendmsg(int descriptor, const msghdr* message, int flags) {
  static const auto call = real<ssize_t (*)(int, const msghdr*, int)>("sendmsg");
  return lineThrough(Operation::Send, [&] { return call(descriptor, message, flags); });
}

ssize_t recv(int descriptor, void* data, size_t size, int flags) {
  static const auto call = real<ssize_t (*)(int, void*, size_t, int)>("recv");
  return lineThrough(Operation::Receive, [&] { return call(descriptor, data, size, flags); });
}

ssize_t recvmsg(int descriptor, msghdr* message, int flags) {
  static const auto call = real<ssize_t (*)(int, msghdr*, int)>("recvmsg");
  return lineThrough(Operation::Receive, [&] { return call(descriptor, message, flags); });
}

int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static const auto call = real<int (*)(clockid_t, timespec*)>("clock_gettime");
  const int answer = call(clock, time);
  const bool wall = clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
  if (answer == 0 && wall) time->tv_sec += step() / kMillisecondsInSecond;
  return answer;
}

int gettimeofday(timeval* time, void* zone) noexcept {
  static const auto call = real<int (*)(timeval*, void*)>("gettimeofday");
  const int answer = call(time, zone);
  if (answer == 0) time->tv_sec += step() / kMillisecondsInSecond;
  return answer;
}

time_t time(time_t* place) noexcept {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  if (place != nullptr) *place = now.tv_sec;
  return now.tv_sec;
}
}
