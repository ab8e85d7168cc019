#pragma once
// The drill's hand on the levers of one child (levers/page.h). Thread: any.
#include <QByteArray>
#include <QString>
#include <chrono>
#include <memory>

#include "sync/base/result.h"
#include "sync/drill/levers/page.h"

namespace hall::drill {

class Levers {
 public:
  enum class Unsynced { Forgotten, Kept };
  // `place`: paths that begin so are the child's disk.
  static Result<std::unique_ptr<Levers>> create(const QString& path, const QString& place, Unsynced unsynced);
  ~Levers();
  Levers(const Levers&) = delete;
  Levers& operator=(const Levers&) = delete;

  // After `left` more operations of those named in `on` (levers::bit), the next `times` are struck.
  void set(levers::Misfortune misfortune, unsigned on, long left, long times = 1);
  void mend();
  void lieAboutSync() { m_page->liesAboutSync = true; }
  void setDice(quint64 dice) { m_page->dice = dice; }
  void stepClock(std::chrono::milliseconds step) { m_page->clockStepMilliseconds = step.count(); }

  [[nodiscard]] long struck(levers::Misfortune misfortune) const;
  [[nodiscard]] long struck(levers::Misfortune misfortune, levers::Operation operation) const;
  [[nodiscard]] long seen(levers::Operation operation) const;
  [[nodiscard]] long dropped() const { return m_page->dropped; }
  [[nodiscard]] long clockAsked() const { return m_page->clockAsked; }
  // What was struck last: "outbox.sqlite-wal", "line".
  [[nodiscard]] QByteArray lastPlace() const { return m_page->lastPlace.data(); }
  [[nodiscard]] QString path() const { return m_path; }

 private:
  Levers(QString path, levers::Page* page) : m_path(std::move(path)), m_page(page) {}
  QString m_path;
  levers::Page* m_page;
};

}  // namespace hall::drill
