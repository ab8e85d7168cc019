#pragma once
// What the simulated devices stand on: the card laid down, the paper in the printer, the picture before the camera.
// The levers set it on the UI thread, the simulated ports read it on their lanes. Thread: any.
#include <QByteArray>
#include <QString>
#include <QStringList>
#include <atomic>
#include <functional>
#include <mutex>
#include <optional>

#include "drivers/auxiliaries.h"
#include "drivers/device.h"

namespace hall::drivers::sim {

enum class CardFault { None, WrongChecksum, Truncated, Oversized, UnknownLayout, ReadFailed, Unplugged, Collision };

// One printed slip as a person would see it: the lines of text, and the payload of each code on it.
struct Slip {
  QStringList lines;
  QStringList codes;
};

// What lies under the document camera, and how.
enum class Laid { Nothing, Good, Tilted, Blurred, Glare, Dark, Cut, LensCovered, Frozen };

class Stage {
 public:
  enum class View { Blank, Code, Unreadable };
  struct State {
    std::optional<QByteArray> card;  // its 256-byte text record
    QString newestAddress;           // written to it after a move, or none
    QByteArray fingerprint;          // 1024 bytes, or none
    CardFault fault = CardFault::None;
    bool printerPlugged = true;
    PaperState paper = PaperState::Full;
    bool coverOpen = false;
    PaperState pagePaper = PaperState::Full;
    TonerState pageToner = TonerState::Full;
    bool pagePrinterPlugged = true;
    bool cameraPlugged = true;
    View view = View::Blank;
    QStringList codes;  // before the camera, side by side
    bool documentCameraPlugged = true;
    Laid laid = Laid::Nothing;
    bool scannerPlugged = false;
    QStringList scans;  // read by the scanner, not yet sent
    bool keypadPlugged = true;
    bool panelPlugged = true;
    bool headphones = false;
    bool person = false;
    bool callButton = false;
    OperatorSwitch operatorSwitch = OperatorSwitch::Run;
    bool lampPlugged = true;
  };

  [[nodiscard]] State look() const {
    const std::lock_guard lock(m_mutex);
    return m_state;
  }
  // How often a card was looked for; a test that lays one for a visitor waits until the visitor's start was seen.
  [[nodiscard]] int looks() const { return m_looks; }
  void noteLook() const { ++m_looks; }
  void change(const std::function<void(State&)>& turn) {
    const std::lock_guard lock(m_mutex);
    turn(m_state);
  }

 private:
  mutable std::mutex m_mutex;
  State m_state;
  mutable std::atomic<int> m_looks = 0;
};

}  // namespace hall::drivers::sim
