#pragma once
// Group commit: one thread takes everything that waits into one transaction, so that a sync of the disk serves many.
// Where several wait at once it lets them gather for as long as the last transaction took, 2 ms at most: that halves
// the transactions and costs nobody more than the transaction before it did. Who comes alone never waits.
// A refusal (Conflict, NotFound, Invalid, Refused, "gateway.quota") is the answer to one job: what it did is taken back
// alone, and the others are written with it in their midst. A job may be run several times: again after a deadlock or
// a lost connection, or alone, after other trouble of the database. Whether an earlier run was committed may be unknown
// then, so a job must be one that may be repeated.
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <vector>

#include "sync/gateway/metrics.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

class Writer {
 public:
  using Job = std::function<Result<void>(Storage&)>;
  using Done = std::function<void(Result<void>)>;

  explicit Writer(Storage& storage, Metrics* metrics = nullptr);
  // Finishes what waits, then stops.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // `done` is called on the writer's thread once the job is on the disk, or has failed. It must not block.
  void add(Job job, Done done);

  // Submissions that were found good: all that wait, of whatever request, are received in one journey.
  using Receipts = std::vector<Storage::Receipt>;  // in the order given
  using Received = std::function<void(Result<Receipts>)>;
  void add(std::vector<Intake> intakes, Received done);

  [[nodiscard]] size_t waiting() const;  // any thread

 private:
  struct Entry {
    Job job;
    Done done;
    std::vector<Intake> intakes;
    Received received;
    Receipts receipts;
    std::optional<Error> refused;  // in the last run
    void finish(const Result<void>& written);
  };
  void add(Entry entry);
  void run();
  void letGather(std::unique_lock<std::mutex>& lock);
  void write(std::vector<Entry>& batch);
  Result<void> writeTogether(std::span<Entry> batch);
  Result<void> runJob(Entry& entry);
  Result<void> takeIn(std::span<Entry> batch);

  Storage& m_storage;
  Metrics* const m_metrics;
  mutable std::mutex m_mutex;
  std::condition_variable m_bell;
  std::vector<Entry> m_waiting;
  bool m_closing = false;
  // Of the writer's thread alone.
  std::chrono::steady_clock::time_point m_gatherUntil;
  size_t m_lastSize = 0;
  std::thread m_thread;  // last
};

}  // namespace hall::gateway
