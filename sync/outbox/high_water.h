#pragma once
// How far the journal had come, in a file beside the database, written after each commit and never synced: it may lag
// behind after a power loss, and never runs ahead. A database that has less than it says has lost what was committed: a
// log that was damaged or cut is to SQLite only a shorter one. Damaged or missing, the file says nothing. Thread: under
// the outbox's lock.
#include <QString>
#include <optional>

namespace hall::outbox {

class HighWater {
 public:
  explicit HighWater(const QString& path);
  ~HighWater();
  HighWater(const HighWater&) = delete;
  HighWater& operator=(const HighWater&) = delete;

  [[nodiscard]] std::optional<qint64> line() const;
  // What cannot be written is not: the file then lags.
  void note(qint64 line) const;

 private:
  int m_descriptor;
};

}  // namespace hall::outbox
