#pragma once
// Opens the kiosk, and when it cannot be opened says so on the screen instead of leaving it black: what the citizen
// can do, and the code to read to the help desk. Tries again by itself, so that a disk that was emptied or a file that
// was put right needs nobody to restart anything. Lives on the UI thread.
#include <QTimer>
#include <memory>

#include "kiosk-app/kiosk.h"

namespace hall::kiosk {

class Opening : public QObject {
  Q_OBJECT

 public:
  explicit Opening(const KioskOptions& options);
  ~Opening() override;

  void tryNow();
  [[nodiscard]] bool open() const { return m_kiosk != nullptr; }
  [[nodiscard]] QQuickWindow* closedWindow() const;  // what is shown instead, or null

 private:
  void showClosed(const Error& error);

  const KioskOptions m_options;
  QTimer m_again;
  std::unique_ptr<Kiosk> m_kiosk;
  std::unique_ptr<QQmlApplicationEngine> m_closed;
};

}  // namespace hall::kiosk
