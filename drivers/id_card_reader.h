#pragma once
// A reader of resident ID cards. Calls block and belong on the device's own lane, one at a time.
#include <stop_token>

#include "drivers/device.h"
#include "drivers/id_card.h"
#include "sync/base/result.h"

namespace hall::drivers {

// What is wanted of a card besides its text and photo. Nothing that a matter has not asked for is requested from it.
struct ReadRequest {
  enum class Fingerprint { Unwanted, Wanted };  // Wanted only with the person's consent
  enum class NewestAddress { Unwanted, Wanted };

  Fingerprint fingerprint = Fingerprint::Unwanted;
  NewestAddress newestAddress = NewestAddress::Wanted;
};

class IdCardReader {
 public:
  IdCardReader() = default;
  IdCardReader(const IdCardReader&) = delete;
  IdCardReader& operator=(const IdCardReader&) = delete;
  virtual ~IdCardReader() = default;

  // One attempt: find, select, read, and the newest address while the card stays. What is wanted besides the text may
  // be missing in the end without an error. NotFound: no card there (normal while polling). Garbled: card or link
  // trouble, lift the card and try again. Disconnected: the reader is gone. Cancelled: `stop` was requested.
  virtual Result<IdCard> read(const ReadRequest& request, std::stop_token stop) = 0;

  // Only looks whether a card can be found, and reads nothing. "No card" is a hint: after a good read some readers say
  // so as long as the card stays. Fails like `read`, but never for want of a card.
  virtual Result<bool> cardPresent(std::stop_token stop) = 0;

  // Asks the device itself (SAM status); cheap, no effect on a card. Not well several times in a row, it is reset, and
  // if that does not help closed, so that the next one to need it opens it anew.
  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers
