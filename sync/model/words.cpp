#include "sync/model/words.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

namespace hall::model {

namespace {
Result<QJsonObject> readObject(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(Failure::NotFound, "words.file", path);
  }
  QJsonParseError fault;
  const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &fault);
  if (!document.isObject()) {
    const QString what = document.isNull() ? fault.errorString() : QStringLiteral("is not an object");
    return failure(Failure::Invalid, "words.json", path + QStringLiteral(": ") + what);
  }
  return document.object();
}
}  // namespace

Result<Words> Words::load(const QString& directory) {
  Words words;
  const QDir dir(directory);
  const QStringList files = dir.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
  if (files.isEmpty()) {
    return failure(Failure::NotFound, "words.none", directory);
  }
  for (const QString& file : files) {
    const Result<QJsonObject> object = readObject(dir.filePath(file));
    if (!object) {
      return failure(object.error());
    }
    for (auto entry = object->constBegin(); entry != object->constEnd(); ++entry) {
      const LocalText text{entry->toObject().value(QStringLiteral("zh")).toString(),
                           entry->toObject().value(QStringLiteral("en")).toString()};
      if (text.zh.isEmpty() || text.en.isEmpty() || words.m_texts.contains(entry.key())) {
        return failure(Failure::Invalid, "words.entry", file + QStringLiteral(": ") + entry.key());
      }
      words.m_texts.insert(entry.key(), text);
    }
  }
  return words;
}

QString Words::text(const QString& id, Language language) const {
  const auto found = m_texts.constFind(id);
  return found == m_texts.constEnd() ? id : found->in(language);
}

}  // namespace hall::model
