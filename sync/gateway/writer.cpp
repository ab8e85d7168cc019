#include "sync/gateway/writer.h"

#include <pthread.h>

#include <algorithm>
#include <chrono>
#include <iterator>

namespace hall::gateway {

namespace {
constexpr size_t kLargestBatch = 512;
constexpr int kAttempts = 3;
constexpr std::chrono::milliseconds kLongestGathering{2};

// What passes if the same is done again: a deadlock, a lost connection. Everything in a job is insert-or-return, so
// that a commit whose answer was lost may be repeated.
bool isPassing(const Error& error) {
  return error.code == "sql.busy" || error.code == "sql.disconnected" || error.code == "store.busy" ||
         error.code == "sql.unreplicated";
}

bool isRefusal(const Error& error) {
  using enum Failure;
  return error.kind == Conflict || error.kind == NotFound || error.kind == Invalid || error.kind == Refused ||
         error.code == "gateway.quota";
}
}  // namespace

Writer::Writer(Storage& storage, Metrics* metrics)
    : m_storage(storage), m_metrics(metrics), m_thread([this] { run(); }) {
  pthread_setname_np(m_thread.native_handle(), "writer");
}

Writer::~Writer() {
  {
    const std::lock_guard lock(m_mutex);
    m_closing = true;
  }
  m_bell.notify_one();
  m_thread.join();
}

void Writer::add(Job job, Done done) {
  add(Entry{std::move(job), std::move(done), {}, {}, {}, {}});
}

void Writer::add(std::vector<Intake> intakes, Received done) {
  add(Entry{{}, {}, std::move(intakes), std::move(done), {}, {}});
}

void Writer::add(Entry entry) {
  bool wake = false;
  {
    const std::lock_guard lock(m_mutex);
    m_waiting.push_back(std::move(entry));
    wake = m_waiting.size() == 1 || m_waiting.size() == kLargestBatch;
  }
  if (wake) m_bell.notify_one();
}

void Writer::run() {
  std::vector<Entry> batch;
  while (true) {
    {
      std::unique_lock lock(m_mutex);
      m_bell.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
      letGather(lock);
      if (m_waiting.empty()) return;
      const auto end = m_waiting.begin() + static_cast<std::ptrdiff_t>(std::min(kLargestBatch, m_waiting.size()));
      std::move(m_waiting.begin(), end, std::back_inserter(batch));
      m_waiting.erase(m_waiting.begin(), end);
    }
    write(batch);
    batch.clear();
  }
}

void Writer::letGather(std::unique_lock<std::mutex>& lock) {
  m_bell.wait_until(lock, m_gatherUntil, [this] { return m_closing || m_waiting.size() >= kLargestBatch; });
}

size_t Writer::waiting() const {
  const std::lock_guard lock(m_mutex);
  return m_waiting.size();
}

void Writer::write(std::vector<Entry>& batch) {
  const auto began = std::chrono::steady_clock::now();
  Result<void> together = writeTogether(batch);
  for (int i = 1; i < kAttempts && !together && isPassing(together.error()); ++i) together = writeTogether(batch);
  const auto ended = std::chrono::steady_clock::now();
  const std::chrono::duration<double> took = ended - began;
  const bool company = batch.size() > 1 || m_lastSize > 1;
  m_gatherUntil =
      company ? ended + std::min<std::chrono::steady_clock::duration>(ended - began, kLongestGathering) : ended;
  m_lastSize = batch.size();
  if (m_metrics != nullptr) m_metrics->countGroup(static_cast<qsizetype>(batch.size()), took.count());
  const bool gone = !together && together.error().kind == Failure::Disconnected;
  if (together || batch.size() == 1 || gone) {
    for (Entry& entry : batch) entry.finish(together);
    return;
  }
  // One of them may be at fault: each gets a transaction of its own, so that it fails alone.
  for (Entry& entry : batch) entry.finish(writeTogether({&entry, 1}));
}

Result<void> Writer::writeTogether(std::span<Entry> batch) {
  if (auto begun = m_storage.begin(); !begun) return begun;
  Result<void> done;
  for (Entry& entry : batch) {
    if (done && entry.job) done = runJob(entry);
  }
  if (done) done = takeIn(batch);
  const bool anything = !std::ranges::all_of(batch, [](const Entry& entry) { return entry.refused.has_value(); });
  if (done && anything) return m_storage.commit();
  m_storage.rollback();
  return done;
}

// Fails with what is the whole transaction's trouble alone.
Result<void> Writer::runJob(Entry& entry) {
  entry.refused.reset();
  if (auto marked = m_storage.mark(); !marked) return marked;
  auto done = entry.job(m_storage);
  if (done || !isRefusal(done.error())) return done;
  entry.refused = std::move(done.error());
  return m_storage.undo();
}

Result<void> Writer::takeIn(std::span<Entry> batch) {
  std::vector<const Intake*> all;
  for (const Entry& entry : batch) {
    for (const Intake& intake : entry.intakes) all.push_back(&intake);
  }
  if (all.empty()) return {};
  auto receipts = m_storage.takeIn(all);
  if (!receipts) return failure(receipts.error());
  auto next = receipts->begin();
  for (Entry& entry : batch) {
    const auto end = next + static_cast<std::ptrdiff_t>(entry.intakes.size());
    entry.receipts.assign(std::move_iterator(next), std::move_iterator(end));
    next = end;
  }
  return {};
}

void Writer::Entry::finish(const Result<void>& written) {
  if (done) return done(written && refused ? failure(*refused) : written);
  received(written ? Result<Receipts>(std::move(receipts)) : failure(written.error()));
}

}  // namespace hall::gateway
