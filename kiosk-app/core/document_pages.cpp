#include "kiosk-app/core/document_pages.h"

#include <QTimer>
#include <algorithm>

namespace hall::kiosk {

using drivers::DeviceKind;
using drivers::DeviceReport;

namespace {

bool onlineCamera(const DeviceReport& report) {
  return report.kind == DeviceKind::DocumentCamera && report.state == drivers::DeviceState::Online;
}

}  // namespace

DocumentPages::DocumentPages(Drafts& drafts, drivers::Bay& bay, std::chrono::milliseconds patience, QObject* parent)
    : QObject(parent), m_drafts(drafts), m_bay(bay), m_patience(patience) {
  for (const DeviceReport& report : bay.reports()) m_online = m_online || onlineCamera(report);
  connect(&bay, &drivers::Bay::changed, this, [this](const DeviceReport& report) {
    if (report.kind != DeviceKind::DocumentCamera || m_online == onlineCamera(report)) return;
    m_online = !m_online;
    Q_EMIT changed();
  });
  connect(&bay, &drivers::Bay::documentSeen, this, [this](const drivers::PageView& view) {
    if (m_state != State::Looking) return;
    m_seen = view;
    Q_EMIT changed();
  });
}

void DocumentPages::open(const QByteArray& caseId, const QList<DraftPage>& kept) {
  forget();
  m_caseId = caseId;
  for (const DraftPage& page : kept) m_pages[page.field].append({page, {}});
  Q_EMIT changed();
}

void DocumentPages::forget() {
  stopLooking();
  ++m_round;
  m_writing = 0;
  m_retaking = false;
  m_state = State::Resting;
  m_trouble.reset();
  m_pages.clear();
  m_caseId.clear();
  Q_EMIT changed();
}

model::DocumentAnswer DocumentPages::answer(const QByteArray& field) const {
  model::DocumentAnswer answer;
  for (const Page& page : m_pages.value(field)) answer.pages.append(page.kept.digest);
  return answer;
}

void DocumentPages::photograph(const QByteArray& field) {
  if (m_state != State::Resting || m_caseId.isEmpty()) return;
  m_field = field;
  m_trouble.reset();
  m_seen.reset();
  m_state = State::Looking;
  ask();
  Q_EMIT changed();
}

void DocumentPages::ask() {
  m_bay.captureDocument(this, drivers::CapturePolicy::BestOfAll, m_patience,
                        [this, round = ++m_round](Result<drivers::DocumentPage> page) {
                          if (round == m_round) take(std::move(page));
                        });
}

void DocumentPages::stopLooking() {
  if (m_state != State::Looking) return;
  ++m_round;
  m_bay.cancel(DeviceKind::DocumentCamera);
  rest(std::nullopt);
}

void DocumentPages::rest(std::optional<Error> trouble) {
  m_state = State::Resting;
  m_seen.reset();
  m_trouble = std::move(trouble);
  Q_EMIT changed();
}

void DocumentPages::take(Result<drivers::DocumentPage> page) {
  if (page) {
    keep(*page);
  } else if (page.error().code == "device.busy") {  // our own earlier question, cancelled but not home yet
    QTimer::singleShot(std::chrono::milliseconds(50), this, [this, round = m_round] {
      if (round == m_round) ask();
    });
  } else {
    rest(page.error());
  }
}

void DocumentPages::keep(const drivers::DocumentPage& page) {
  m_state = State::Keeping;
  m_seen.reset();
  Q_EMIT changed();
  m_drafts.addPage(m_caseId, m_field, page.jpeg, this,
                   [this, round = m_round, field = m_field, flaws = page.flaws](const Result<DraftPage>& kept) {
                     if (round != m_round) return;  // whoever stood here has gone; the draft has the page
                     if (!kept) return rest(kept.error());
                     m_pages[field].append({*kept, flaws});
                     rest(std::nullopt);
                     Q_EMIT pagesChanged(field);
                   });
}

void DocumentPages::remove(const QByteArray& field, const QByteArray& pageId) {
  if (m_state != State::Resting) return;
  drop(field, pageId);
}

void DocumentPages::retake(const QByteArray& field, const QByteArray& pageId) {
  if (m_state != State::Resting) return;
  m_retaking = true;
  drop(field, pageId);
}

void DocumentPages::removeAllBut(const QList<QByteArray>& fields) {
  if (m_state == State::Looking) stopLooking();
  for (auto entry = m_pages.constBegin(); entry != m_pages.constEnd(); ++entry) {
    if (fields.contains(entry.key())) continue;
    for (const Page& page : entry.value()) drop(entry.key(), page.kept.id);
  }
}

// It goes from the list when it has gone from the disk: what cannot be removed must not look removed.
void DocumentPages::drop(const QByteArray& field, const QByteArray& pageId) {
  m_state = State::Keeping;
  ++m_writing;
  m_trouble.reset();
  Q_EMIT changed();
  m_drafts.dropPage(m_caseId, pageId, this, [this, round = m_round, field, pageId](const Result<void>& dropped) {
    if (round != m_round) return;
    if (dropped) m_pages[field].removeIf([&](const Page& page) { return page.kept.id == pageId; });
    std::optional<Error> trouble = dropped ? m_trouble : std::optional(dropped.error());
    if (--m_writing == 0) {
      rest(std::move(trouble));
    } else {
      m_trouble = std::move(trouble);
    }
    if (dropped) Q_EMIT pagesChanged(field);
    if (std::exchange(m_retaking, false) && dropped) photograph(field);
  });
}

}  // namespace hall::kiosk
