#include "kiosk-app/citizen/document_controller.h"

#include <QBuffer>
#include <QImageReader>

#include "kiosk-app/core/notice.h"

namespace hall::kiosk {

namespace {
constexpr QSize kThumbnail(360, 480);  // dots; sharp enough to tell one sheet from another, too coarse to read
}

DocumentController::DocumentController(Visit& visit, const Session& session, const model::Words& words, QObject* parent)
    : QObject(parent), m_visit(visit), m_session(session), m_words(words) {
  connect(&visit, &Visit::stepChanged, this, &DocumentController::open);
  connect(&visit, &Visit::changed, this, &DocumentController::changed);
  connect(&session, &Session::languageChanged, this, &DocumentController::changed);
}

DocumentController::~DocumentController() {
  letGo();
}

void DocumentController::letGo() {
  for (QImage& image : m_thumbnails) image.fill(Qt::white);
  m_thumbnails.clear();
}

void DocumentController::open() {
  const bool ours = m_visit.step() == Visit::Step::Document && m_visit.question() != nullptr;
  m_field = ours ? m_visit.question()->id : QByteArray();
  m_fault.reset();
  if (!ours) letGo();
  Q_EMIT changed();
}

QString DocumentController::word(const char* id) const {
  return m_words.text(QLatin1String(id), m_session.language());
}

const model::Field* DocumentController::field() const {
  return m_field.isEmpty() || m_visit.form() == nullptr ? nullptr : m_visit.form()->definition().field(m_field);
}

QString DocumentController::question() const {
  return field() == nullptr ? QString() : field()->question.in(m_session.language());
}

QString DocumentController::help() const {
  return field() == nullptr ? QString() : field()->help.in(m_session.language());
}

QString DocumentController::otherwise() const {
  return field() == nullptr ? QString() : field()->otherwise.in(m_session.language());
}

int DocumentController::place() const {
  return field() == nullptr ? 0 : static_cast<int>(m_visit.form()->questions().indexOf(field())) + 1;
}

int DocumentController::count() const {
  return field() == nullptr ? 0 : static_cast<int>(m_visit.form()->questions().size());
}

bool DocumentController::steady() const {
  const auto& seen = m_visit.pages().seen();
  return seen && seen->flaws.isEmpty();
}

QString DocumentController::guidance() const {
  const auto& seen = m_visit.pages().seen();
  if (!seen) return word("document.starting");
  if (seen->flaws.isEmpty()) return word("document.still");
  return m_words.text(drivers::wordOf(seen->flaws.constFirst()), m_session.language());
}

QImage DocumentController::thumbnail(const DocumentPages::Page& page) const {
  if (const auto known = m_thumbnails.constFind(page.kept.id); known != m_thumbnails.constEnd()) return *known;
  QByteArray jpeg = page.kept.jpeg;
  QBuffer buffer(&jpeg);
  QImageReader reader(&buffer, "jpeg");
  reader.setScaledSize(reader.size().scaled(kThumbnail, Qt::KeepAspectRatio));
  return *m_thumbnails.insert(page.kept.id, reader.read());
}

QVariantList DocumentController::pages() const {
  QVariantList rows;
  const QList<DocumentPages::Page> taken = m_visit.pages().pages(m_field);
  for (const DocumentPages::Page& page : taken) {
    PageRow row;
    row.id = QString::fromLatin1(page.kept.id);
    row.label = word("document.page").arg(rows.size() + 1);
    row.flawed = !page.flaws.isEmpty();
    row.verdict = row.flawed ? m_words.text(drivers::wordOf(page.flaws.constFirst()), m_session.language())
                             : word("document.good");
    row.image = thumbnail(page);
    rows.append(QVariant::fromValue(row));
  }
  return rows;
}

QString DocumentController::trouble() const {
  if (m_fault) return m_words.text(QStringLiteral("fault.") + QLatin1String(m_fault->code), m_session.language());
  const auto& trouble = m_visit.pages().trouble();
  if (!trouble) return {};
  return m_words.text(noticeFor(*trouble, m_words, drivers::DeviceKind::DocumentCamera).citizen, m_session.language());
}

QString DocumentController::noCamera() const {
  return m_visit.pages().cameraThere() || field() == nullptr ? QString() : word("document.no_camera");
}

DocumentController::Action DocumentController::primary() const {
  if (field() == nullptr || looking() || keeping()) return Action::None;
  if (taken() >= field()->minimumPages) return Action::Done;
  if (!m_visit.pages().cameraThere()) return Action::Counter;
  return taken() == 0 ? Action::Take : Action::TakeNext;
}

DocumentController::Action DocumentController::secondary() const {
  if (field() == nullptr || keeping()) return Action::None;
  if (looking()) return Action::Stop;
  if (!field()->required && taken() == 0) return Action::Skip;
  const bool more = taken() < field()->maximumPages && m_visit.pages().cameraThere();
  return primary() == Action::Done && more ? Action::TakeNext : Action::None;
}

bool DocumentController::mayGoToCounter() const {
  return primary() == Action::Take || primary() == Action::TakeNext;
}

void DocumentController::act(Action action) {
  m_fault.reset();
  switch (action) {
    case Action::None:
      break;
    case Action::Take:
    case Action::TakeNext:
      m_visit.photograph();
      break;
    case Action::Done:
      m_fault = m_visit.finishDocument();
      break;
    case Action::Counter:
      m_fault = m_visit.bringToCounter();
      break;
    case Action::Stop:
      m_visit.stopPhotograph();
      break;
    case Action::Skip:
      m_fault = m_visit.answer({});
      break;
  }
  Q_EMIT changed();
}

void DocumentController::remove(const QString& pageId) {
  m_fault.reset();
  m_visit.removePage(pageId.toLatin1());
}

void DocumentController::retake(const QString& pageId) {
  m_fault.reset();
  m_visit.retakePage(pageId.toLatin1());
}

}  // namespace hall::kiosk
