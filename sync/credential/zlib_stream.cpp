#include "sync/credential/zlib_stream.h"

#include <zlib.h>

namespace hall::credential {

namespace {
constexpr qsizetype kStep = 8192;  // so that a bomb never makes us reserve the whole limit
constexpr uInt kNoStream = 0;

struct Inflation {
  z_stream state{};
  bool ready = inflateInit(&state) == Z_OK;

  Inflation() = default;
  Inflation(const Inflation&) = delete;
  Inflation& operator=(const Inflation&) = delete;
  ~Inflation() { inflateEnd(&state); }
};
}  // namespace

Result<QByteArray> unpack(const QByteArray& stream, qsizetype limit) {
  Inflation inflation;
  QByteArray copy = stream;  // zlib takes its input as writable, though it does not write
  inflation.state.next_in = reinterpret_cast<Bytef*>(copy.data());
  inflation.state.avail_in = static_cast<uInt>(copy.size());
  QByteArray bytes;
  int answer = inflation.ready ? Z_OK : Z_MEM_ERROR;
  while (answer == Z_OK && bytes.size() <= limit) {
    const qsizetype before = bytes.size();
    bytes.resize(before + kStep);
    inflation.state.next_out = reinterpret_cast<Bytef*>(bytes.data() + before);
    inflation.state.avail_out = static_cast<uInt>(kStep);
    answer = inflate(&inflation.state, Z_NO_FLUSH);
    bytes.truncate(before + kStep - static_cast<qsizetype>(inflation.state.avail_out));
  }
  if (answer != Z_STREAM_END || bytes.size() > limit || inflation.state.avail_in != kNoStream) {
    return failure(Failure::Garbled, "credential.zlib");
  }
  return bytes;
}

QByteArray pack(const QByteArray& bytes) {
  // What Qt writes is its own four bytes of length, then the stream.
  return qCompress(bytes, Z_BEST_COMPRESSION).mid(4);
}

}  // namespace hall::credential
