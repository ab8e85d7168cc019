#pragma once
// The service definitions of this terminal, and the search over them. A file that does not parse is left out and told
// (`faults`), never guessed at: one bad definition must not close the others. Immutable once loaded; any thread.
#include <QList>
#include <QString>
#include <memory>

#include "sync/model/service_definition.h"

namespace hall::catalogue {

class Catalogue {
 public:
  using Service = std::shared_ptr<const model::ServiceDefinition>;
  struct Fault {
    QString file;
    QString what;  // a JSON pointer and what is wrong there
  };

  // Reads every *.json directly in `directory`, in the order of the file names.
  static Catalogue load(const QString& directory);

  [[nodiscard]] const QList<Service>& services() const { return m_services; }
  [[nodiscard]] const QList<Fault>& faults() const { return m_faults; }
  [[nodiscard]] Service find(const QByteArray& id) const;

  // Services whose name, summary, words, pinyin or pinyin initials hold the query; best match first. An empty query
  // gives all of them.
  [[nodiscard]] QList<Service> search(const QString& query) const;

  // Services that ask to be offered to the person of this card ("card.birth" → "1940-01-01").
  [[nodiscard]] QList<Service> offersFor(const QHash<QByteArray, QString>& card, const QDate& today) const;

 private:
  QList<Service> m_services;
  QList<Fault> m_faults;
};

}  // namespace hall::catalogue
