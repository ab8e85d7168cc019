#include "sync/catalogue/catalogue.h"

#include <QDir>
#include <QFile>
#include <algorithm>

#include "sync/model/form.h"

namespace hall::catalogue {

namespace {

enum Rank { kNameStart, kName, kWord, kPinyin, kSummary, kNothing };

QString initials(const QString& syllables) {
  QString letters;
  for (const QString& syllable : syllables.split(u' ', Qt::SkipEmptyParts)) letters += syllable.at(0);
  return letters;
}

// "yang lao ren zheng" answers to "yanglao", "laoren", "ylrz": from any syllable on, whole or by initials.
bool soundsLike(const QString& syllables, const QString& query) {
  QStringList rest = syllables.split(u' ', Qt::SkipEmptyParts);
  for (; !rest.isEmpty(); rest.removeFirst()) {
    if (rest.join(QString()).startsWith(query) || initials(rest.join(u' ')).startsWith(query)) return true;
  }
  return false;
}

Rank rank(const model::ServiceDefinition& service, const QString& query) {
  const auto holds = [&](const QString& text) { return text.contains(query, Qt::CaseInsensitive); };
  if (service.name.zh.startsWith(query) || service.name.en.startsWith(query, Qt::CaseInsensitive)) return kNameStart;
  if (holds(service.name.zh) || holds(service.name.en)) return kName;
  if (std::any_of(service.searchTerms.begin(), service.searchTerms.end(), holds)) return kWord;
  QString letters = query.toLower();
  letters.remove(u' ');
  if (std::any_of(service.pinyin.begin(), service.pinyin.end(),
                  [&](const QString& syllables) { return soundsLike(syllables, letters); })) {
    return kPinyin;
  }
  return holds(service.summary.zh) || holds(service.summary.en) ? kSummary : kNothing;
}

}  // namespace

Catalogue Catalogue::load(const QString& directory) {
  Catalogue catalogue;
  const QDir dir(directory);
  for (const QString& name : dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name)) {
    QFile file(dir.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) {
      catalogue.m_faults.append({name, file.errorString()});
      continue;
    }
    Result<model::ServiceDefinition> parsed = model::ServiceDefinition::parse(file.readAll());
    if (!parsed) {
      catalogue.m_faults.append({name, parsed.error().detail});
    } else if (catalogue.find(parsed->id)) {
      catalogue.m_faults.append({name, QStringLiteral("/id: stands in another file too")});
    } else {
      catalogue.m_services.append(std::make_shared<const model::ServiceDefinition>(std::move(*parsed)));
    }
  }
  return catalogue;
}

Catalogue::Service Catalogue::find(const QByteArray& id) const {
  for (const Service& service : m_services) {
    if (service->id == id) return service;
  }
  return nullptr;
}

QList<Catalogue::Service> Catalogue::search(const QString& query) const {
  const QString wanted = query.trimmed();
  if (wanted.isEmpty()) return m_services;
  QList<std::pair<Rank, Service>> found;
  for (const Service& service : m_services) {
    if (const Rank place = rank(*service, wanted); place != kNothing) found.append({place, service});
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  QList<Service> services;
  for (const auto& [place, service] : found) services.append(service);
  return services;
}

QList<Catalogue::Service> Catalogue::offersFor(const QHash<QByteArray, QString>& card, const QDate& today) const {
  QList<Service> offers;
  for (const Service& service : m_services) {
    if (!service->offerWhen) continue;
    model::Form form(*service, today);
    form.fill(card, model::Source::Card, model::Evidence::A, QDateTime());
    if (service->offerWhen->holds(form.answers(), today)) offers.append(service);
  }
  return offers;
}

}  // namespace hall::catalogue
