#pragma once
// The bay holds the terminal's devices and is all that the rooms above know of them. It lives on the UI thread, passes
// values only, and answers every request in exactly one of five ways: success, error, cancel (`Cancelled`), time-out
// (`Timeout`), or not at all because `context` died. One request runs per kind; a second gets `Busy`.
#include <QJsonObject>
#include <QList>
#include <QObject>
#include <chrono>
#include <functional>

#include "drivers/auxiliaries.h"
#include "drivers/code_reader.h"
#include "drivers/device.h"
#include "drivers/document_camera.h"
#include "drivers/id_card_reader.h"
#include "drivers/lights.h"
#include "drivers/page_printer.h"
#include "drivers/receipt_printer.h"
#include "sync/base/result.h"

namespace hall::drivers {

class Bay : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  template <class T>
  using Done = std::function<void(Result<T>)>;

  // One per kind that this bay knows; NoDevice for a kind that this terminal is not meant to have.
  [[nodiscard]] virtual QList<DeviceReport> reports() const = 0;

  // Exclusive use, as UPOS has it: from now on only requests whose context is `owner` or one of `users` are carried;
  // all others get Busy "device.claimed", and what they have running ends with Cancelled. Busy "device.claimed" for a
  // second owner. Ends with `release` or the owner's death, and ends what its users have running; only paper that was
  // asked for still comes out. While nobody holds the claim anybody may ask.
  virtual Result<void> claim(QObject* owner, const QList<const QObject*>& users) = 0;
  // Nothing happens unless `owner` holds the claim.
  virtual void release(const QObject* owner) = 0;

  // Waits for a card to be laid on the reader and reads it, polling about every 300 ms until `patience` is over. A card
  // is read once: while the one that was read last still lies there the answer is Busy "card.left", at once and each
  // time, until it was lifted. So nobody is shown the person whose card was forgotten.
  virtual void readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done,
                          ReadRequest request = {}) = 0;
  // Somebody else stands here now. A card that lies on the reader already, perhaps since before the program started,
  // was laid by another: it counts as served until it is lifted.
  virtual void newVisitor() = 0;
  // Whether the card that was read last, or one of somebody before this visitor, seems to lie there still. Only a hint
  // (devices.md C21): three looks in a row without a card count as lifted, about a second late, and some readers see a
  // card no more once they have read it. A reader that is unplugged sees nothing, so nothing changes until it is back.
  [[nodiscard]] virtual bool servedCardPresent() const = 0;
  // Every code in view, as CodeReader::read gives them; never empty on success.
  virtual void readCodes(QObject* context, std::chrono::milliseconds patience, Done<QList<Code>> done) = 0;
  virtual void print(QObject* context, Paper paper, Done<void> done) = 0;
  // A page names a person, so one that has not come out when its claim ends is taken back.
  virtual void printPages(QObject* context, PageJob job, Done<void> done) = 0;

  // Waits for a sheet under the document camera that lies still and is well seen, and takes it; what the camera sees
  // meanwhile is told by documentSeen, several times a second. DocumentCamera::capture says what may come instead.
  virtual void captureDocument(QObject* context, CapturePolicy policy, std::chrono::milliseconds patience,
                               Done<DocumentPage> done) = 0;
  // Looks at a device as deeply as wanted; an interactive look waits for a person. The outcome stays in the report.
  // NotFound "device.none" for a kind without one.
  virtual void checkHealth(QObject* context, DeviceKind kind, HealthDepth depth, Done<void> done) = 0;

  // How the surroundings stood when they were heard last; all unsupported until then.
  [[nodiscard]] virtual AuxiliariesState auxiliaries() const = 0;
  // Asks the lamp or bell to flash at this rate from now on, and again when it comes back after it was lost. Whether it
  // is there is told by its report.
  virtual void setLight(FlashRate rate) = 0;

  // What of a device's supplies is soon used up by its counts (device_counters.h). Only a warning: its paper is then
  // told as low where a sensor does not know better, and nothing is refused.
  virtual void noteLow(DeviceKind kind, const QList<QByteArray>& low) = 0;

  // Cancels the running request of that kind, if any; its `done` is called with Cancelled.
  virtual void cancel(DeviceKind kind) = 0;

 Q_SIGNALS:
  // A device came, went or changed its state.
  void changed(const hall::drivers::DeviceReport& report);
  // The same, right behind it, with nothing but what changed (device_json.h).
  void statusChanged(const QJsonObject& changes);
  // A device did something that is counted.
  void used(const hall::drivers::DeviceReport& report, const hall::drivers::Counts& counts);
  // Nobody holds the claim any more.
  void released();
  // A card was read, or lies there from before, and has to be lifted before another is; comes before the answer that
  // brings the card.
  void cardServed();
  // One look of the running captureDocument; none comes behind its answer.
  void documentSeen(const hall::drivers::PageView& view);
  // The card that was read has been lifted, as far as the reader can tell.
  void cardRemoved();
  // A sensor of the surroundings changed, was found or was lost.
  void auxiliariesChanged(const hall::drivers::AuxiliariesState& state);
};

}  // namespace hall::drivers
