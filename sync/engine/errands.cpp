#include "sync/engine/errands.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QUrl>

namespace hall::engine {

namespace {
using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kBetweenStatuses = 4min;
constexpr std::chrono::milliseconds kShortestPause = 30s;
constexpr int kStatusesAtOnce = 200;
constexpr int kNightMinutes = 6 * 60;  // midnight to six in the morning

// Each terminal's own, so that a province does not ask in the same minute.
int minuteOf(const QByteArray& terminalId) {
  const QByteArray hash = QCryptographicHash::hash(terminalId, QCryptographicHash::Sha256);
  return ((static_cast<unsigned char>(hash[0]) << 8) + static_cast<unsigned char>(hash[1])) % kNightMinutes;
}
}  // namespace

Errands::Errands(const Tools& tools, Log& log, QString memory, Findings findings)
    : m_tools(tools),
      m_log(log),
      m_path(std::move(memory)),
      m_findings(std::move(findings)),
      m_memory(m_path.isEmpty() ? ErrandMemory() : ErrandMemory::load(m_path)) {}

bool Errands::run(const std::stop_token& stop) {
  if (m_path.isEmpty()) return true;
  Result<void> done;
  // Page by page to the end: the engine may rest for long after this.
  while (done && !stop.stop_requested() && isDue(m_statuses, m_nextStatuses)) done = fetchStatuses(stop);
  while (done && !stop.stop_requested() && isDue(m_inventories, m_nextInventory) && inventoryDue()) {
    done = exchangeInventory(stop);
  }
  if (done) return true;
  m_log.event(Log::Level::Critical, "engine.errand-trouble",
              {{QStringLiteral("code"), QString::fromLatin1(done.error().code)}});
  return false;
}

bool Errands::isDue(const Offer& offer, std::chrono::milliseconds next) const {
  const auto now = m_tools.clock.monotonic();
  return offer.stands(now) && now >= next;
}

// Any other day than the last one: a clock that was wrong for a while must not put it off for years.
bool Errands::inventoryDue() const {
  const QDate today = m_tools.clock.today();
  if (m_memory.inventoryDay == today) return false;
  if (m_memory.inventoryDay != today.addDays(-1)) return true;
  const QTime time = m_tools.clock.now().toOffsetFromUtc(8 * 3600).time();
  return time.hour() * 60 + time.minute() >= minuteOf(m_tools.outbox.terminalId());
}

Result<void> Errands::exchangeInventory(const std::stop_token& stop) {
  const auto asked = m_tools.outbox.inventory(m_fromSeq);
  if (!asked) return failure(asked.error());
  const QByteArray path = "/v1/terminals/" + m_tools.outbox.terminalId() + "/inventories/" +
                          m_tools.clock.today().toString(Qt::ISODate).toLatin1();
  const Heard heard = exchange(m_tools, Question::Inventory, {"PUT", path, asked->message, "application/cms"}, stop);
  if (stop.stop_requested()) return {};
  if (heard.reading.verdict == Verdict::Proceed) return noteInventory(*asked, heard);
  giveWay(heard, m_inventories, m_nextInventory);
  return {};
}

Result<void> Errands::noteInventory(const outbox::SignedInventory& asked, const Heard& heard) {
  const auto findings = m_tools.outbox.noteInventory(asked, heard.bytes);
  if (!findings && findings.error().kind != Failure::Refused && findings.error().kind != Failure::Invalid) {
    return failure(findings.error());
  }
  if (!findings) {
    m_log.event(Log::Level::Warning, "inventory.answer-refused",
                {{QStringLiteral("code"), QString::fromLatin1(findings.error().code)}});
    giveWay(foreignBody(), m_inventories, m_nextInventory);
    return {};
  }
  m_failures = 0;
  m_fromSeq = asked.last ? 1 : asked.inventory.toSeq + 1;
  if (asked.last) m_memory.inventoryDay = m_tools.clock.today();
  // This folder is an older copy: what the authority said since then may be lost to it as well.
  if (!findings->unlisted.isEmpty()) m_memory.statusCursor.clear();
  if (asked.last || !findings->unlisted.isEmpty()) remember();
  const bool disagrees = !findings->held.isEmpty() || !findings->lost.isEmpty() || !findings->unlisted.isEmpty();
  if (disagrees && m_findings) m_findings(*findings);
  for (const QByteArray& submissionId : findings->held) {
    if (const auto held = m_tools.outbox.find(submissionId)) m_tools.changed(*held);
  }
  return {};
}

Result<void> Errands::fetchStatuses(const std::stop_token& stop) {
  QByteArray path =
      "/v1/terminals/" + m_tools.outbox.terminalId() + "/statuses?limit=" + QByteArray::number(kStatusesAtOnce);
  if (!m_memory.statusCursor.isEmpty()) {
    path += "&after=" + QUrl::toPercentEncoding(QString::fromUtf8(m_memory.statusCursor));
  }
  const Heard heard = exchange(m_tools, Question::Statuses, {"GET", path, {}, {}}, stop);
  if (stop.stop_requested()) return {};
  if (heard.reading.verdict == Verdict::Proceed && heard.body.value(QStringLiteral("items")).isArray()) {
    return applyStatuses(heard.body);
  }
  // The platform was put back to an older copy: everything is heard once more, which changes nothing that is here.
  if (heard.reading.verdict == Verdict::Afresh && !m_memory.statusCursor.isEmpty()) {
    m_memory.statusCursor.clear();
    remember();
    return {};
  }
  giveWay(heard.reading.verdict == Verdict::Proceed ? foreignBody() : heard, m_statuses, m_nextStatuses);
  return {};
}

// The cursor moves behind what was applied; one that is no statement of the platform is told and passed, or it would
// stand in the way of all that follow.
Result<void> Errands::applyStatuses(const QJsonObject& page) {
  m_failures = 0;
  const QByteArray before = m_memory.statusCursor;
  const QJsonArray items = page.value(QStringLiteral("items")).toArray();
  for (const QJsonValue& item : items) {
    const QByteArray message = QByteArray::fromBase64(item[QLatin1String("statement")].toString().toLatin1());
    const auto concluded = m_tools.outbox.conclude(message);
    if (concluded) m_tools.changed(*concluded);
    const auto kind = concluded ? Failure::NotFound : concluded.error().kind;
    if (!concluded && kind != Failure::Refused && kind != Failure::Invalid && kind != Failure::NotFound) {
      return failure(concluded.error());
    }
    if (!concluded) {
      m_log.event(Log::Level::Warning, "statement.not-applied",
                  {{QStringLiteral("code"), QString::fromLatin1(concluded.error().code)}});
    }
    m_memory.statusCursor = item[QLatin1String("cursor")].toString().toUtf8();
  }
  const QByteArray next = page.value(QStringLiteral("next")).toString().toUtf8();
  if (!next.isEmpty()) m_memory.statusCursor = next;
  if (m_memory.statusCursor != before) remember();
  const bool more = !next.isEmpty() && m_memory.statusCursor != before;
  const auto pause = std::chrono::milliseconds(
      static_cast<qint64>(static_cast<double>(kBetweenStatuses.count()) * (0.5 + 0.5 * m_tools.dice())));
  m_nextStatuses = m_tools.clock.monotonic() + (more ? 0ms : pause);
  return {};
}

void Errands::wantInventory() {
  m_fromSeq = 1;
  m_memory.inventoryDay = {};
}

void Errands::remember() {
  if (const auto saved = m_memory.save(m_path); !saved) {
    m_log.event(Log::Level::Warning, "engine.errand-not-remembered",
                {{QStringLiteral("code"), QString::fromLatin1(saved.error().code)}});
  }
}

void Errands::giveWay(const Heard& heard, Offer& offer, std::chrono::milliseconds& next) {
  const auto now = m_tools.clock.monotonic();
  using enum Verdict;
  if (heard.reading.verdict == NotOffered || heard.reading.verdict == Hold) offer.withdraw(now);
  next = now + std::max(kShortestPause, pauseAfter(heard, m_failures++, m_tools.dice));
}

}  // namespace hall::engine
