#pragma once
// The C library's own functions, behind the levers that carry the same names. Thread: any.
#include <dlfcn.h>
#include <sys/stat.h>
#include <sys/types.h>

namespace hall::drill::levers {

template <class Function>
Function real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

namespace realcall {
inline ssize_t pread(int descriptor, void* data, size_t size, off64_t offset) {
  static const auto call = real<ssize_t (*)(int, void*, size_t, off64_t)>("pread64");
  return call(descriptor, data, size, offset);
}
inline ssize_t pwrite(int descriptor, const void* data, size_t size, off64_t offset) {
  static const auto call = real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  return call(descriptor, data, size, offset);
}
inline int ftruncate(int descriptor, off64_t size) {
  static const auto call = real<int (*)(int, off64_t)>("ftruncate64");
  return call(descriptor, size);
}
inline int open(const char* path, int flags, mode_t mode) {
  static const auto call = real<int (*)(const char*, int, ...)>("open64");
  return call(path, flags, mode);
}
inline int rename(const char* from, const char* to) {
  static const auto call = real<int (*)(const char*, const char*)>("rename");
  return call(from, to);
}
inline int unlink(const char* path) {
  static const auto call = real<int (*)(const char*)>("unlink");
  return call(path);
}
}  // namespace realcall

}  // namespace hall::drill::levers
