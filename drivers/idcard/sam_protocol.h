#pragma once
// The words of the SAM_V security module, as pure functions: frames out, frames in, and what its status byte means.
// Nothing here blocks or remembers. Failures: Garbled "card.frame", "card.checksum", and those of `errorOf`.
#include <QByteArray>
#include <cstdint>
#include <optional>

#include "sync/base/result.h"

namespace hall::drivers::sam {

enum class Command : uint16_t {
  Reset = 0x10FF,
  Status = 0x11FF,
  SamId = 0x12FF,
  FindCard = 0x2001,
  SelectCard = 0x2002,
  ReadCard = 0x3001,
  ReadWithFingerprint = 0x3010,
  ReadNewestAddress = 0x3003,
  // The rate of a serial line; the module answers at the old one.
  Rate115200 = 0x6000,
  Rate57600 = 0x6001,
  Rate38400 = 0x6002,
  Rate19200 = 0x6003,
  Rate9600 = 0x6004,
};

// A frame's LEN counts everything behind it; more than this is a fault of the line, not a reply.
inline constexpr int mostLength = 4096;

struct Reply {
  uint8_t status = 0;  // SW3; SW1 and SW2 belong to the card and may be anything
  QByteArray data;
};

struct Scan {
  qsizetype used = 0;          // bytes at the front that are dealt with
  std::optional<Reply> reply;  // none yet: more bytes are needed
};

// The frame that asks for `command`.
QByteArray request(Command command);

// The frame a module answers with; for simulated modules and tests.
QByteArray encodeReply(const Reply& reply);

// Looks for one reply at the front of `bytes`. A lost first AA or a little junk before the preamble is skipped.
Result<Scan> scan(QByteArrayView bytes);

// Whether a reply of this status and size can belong to `command` at all; if not, it is late and belongs to another.
bool fits(Command command, const Reply& reply);

// Nothing for success, else what a person or the retry table has to know.
std::optional<Error> errorOf(const Reply& reply);

struct Record {
  QByteArray text;         // 256 bytes
  QByteArray photo;        // 1024 bytes, or none
  QByteArray fingerprint;  // 1024 bytes, or none
};

// Takes the data of a ReadCard or ReadWithFingerprint reply apart by the lengths it states.
Result<Record> splitRecord(Command command, QByteArrayView data);

// "05.03-20240101-0000000001-…" as printed on the module.
QByteArray formatSamId(QByteArrayView data);

}  // namespace hall::drivers::sam
