#pragma once
// A document camera whose sheets are whatever bytes a test lays under it: no picture is looked for, so a thousand pages
// cost nothing. Thread: any.
#include <memory>
#include <mutex>

#include "drivers/document_camera.h"

namespace hall::test {

class PaperCamera final : public drivers::DocumentCamera {
 public:
  // What lies there, and whether the plug is in; shared with the test.
  struct Desk {
    std::mutex mutex;
    QByteArray sheet;
    bool plugged = true;

    void lay(const QByteArray& bytes) {
      const std::lock_guard lock(mutex);
      sheet = bytes;
    }
    void unplug() {
      const std::lock_guard lock(mutex);
      plugged = false;
    }
    bool isPlugged() {
      const std::lock_guard lock(mutex);
      return plugged;
    }
  };

  explicit PaperCamera(std::shared_ptr<Desk> desk) : m_desk(std::move(desk)) {}

  Result<drivers::PageView> look(std::chrono::milliseconds, std::stop_token) override {
    if (!m_desk->isPlugged()) return failure(Failure::Disconnected, "document.gone");
    return drivers::PageView{{}, {}, true};
  }
  Result<drivers::DocumentPage> capture(drivers::CapturePolicy, std::chrono::milliseconds, const Watch&,
                                        std::stop_token) override {
    const std::lock_guard lock(m_desk->mutex);
    if (!m_desk->plugged) return failure(Failure::Disconnected, "document.gone");
    if (m_desk->sheet.isEmpty()) return failure(Failure::Timeout, "document.none");
    drivers::DocumentPage page;
    page.jpeg = QByteArray(m_desk->sheet.constData(), m_desk->sheet.size());
    page.width = page.height = 1000;
    page.dotsPerInch = 150;
    return page;
  }
  drivers::DeviceReport report() override {
    drivers::DeviceReport report;
    report.kind = drivers::DeviceKind::DocumentCamera;
    report.state = m_desk->isPlugged() ? drivers::DeviceState::Online : drivers::DeviceState::PowerOff;
    report.id = "paper-camera";
    return report;
  }

 private:
  std::shared_ptr<Desk> m_desk;
};

}  // namespace hall::test
