#pragma once
// Finding a service: the list, and what of it answers to the letters typed so far. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>

#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

class FindController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(QString query READ query NOTIFY changed)
  Q_PROPERTY(QVariantList results READ results NOTIFY changed)  // rows: name, summary, icon

 public:
  FindController(const catalogue::Catalogue& catalogue, Visit& visit, Session& session, QObject* parent = nullptr);

  [[nodiscard]] QString query() const { return m_query; }
  [[nodiscard]] QVariantList results() const;

  Q_INVOKABLE void type(const QString& letter);
  Q_INVOKABLE void erase();
  Q_INVOKABLE void clear();
  Q_INVOKABLE void choose(const QString& id);

 Q_SIGNALS:
  void changed();

 private:
  const catalogue::Catalogue& m_catalogue;
  Visit& m_visit;
  Session& m_session;
  QString m_query;
};

// The services as rows of a page, in the citizen's language.
QVariantList serviceRows(const QList<Visit::Service>& services, model::Language language);

}  // namespace hall::kiosk
