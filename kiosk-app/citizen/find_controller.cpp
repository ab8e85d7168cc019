#include "kiosk-app/citizen/find_controller.h"

#include "kiosk-app/citizen/row.h"

namespace hall::kiosk {

QVariantList serviceRows(const QList<Visit::Service>& services, model::Language language) {
  QVariantList rows;
  for (const Visit::Service& service : services) {
    Row row;
    row.id = QString::fromUtf8(service->id);
    row.label = service->name.in(language);
    row.value = service->summary.in(language);
    row.icon = QString::fromUtf8(service->icon);
    rows.append(QVariant::fromValue(row));
  }
  return rows;
}

FindController::FindController(const catalogue::Catalogue& catalogue, Visit& visit, Session& session, QObject* parent)
    : QObject(parent), m_catalogue(catalogue), m_visit(visit), m_session(session) {
  connect(&session, &Session::languageChanged, this, &FindController::changed);
  connect(&visit, &Visit::stepChanged, this, [this] {
    if (m_visit.step() == Visit::Step::Home) clear();
  });
}

QVariantList FindController::results() const {
  return serviceRows(m_catalogue.search(m_query), m_session.language());
}

void FindController::type(const QString& letter) {
  if (m_query.size() < 24) m_query += letter;
  Q_EMIT changed();
}

void FindController::erase() {
  m_query.chop(1);
  Q_EMIT changed();
}

void FindController::clear() {
  m_query.clear();
  Q_EMIT changed();
}

void FindController::choose(const QString& id) {
  if (m_visit.step() == Visit::Step::Home) m_visit.begin();
  if (m_visit.step() != Visit::Step::Unavailable) m_visit.choose(id.toUtf8());
}

}  // namespace hall::kiosk
