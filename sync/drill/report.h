#pragma once
// What a drill has shown: as JSON, as a table in Chinese and English, and signed. Values; thread: any.
#include <QDateTime>
#include <QJsonObject>

#include "sync/drill/kinds.h"
#include "sync/seal/key_pair.h"

namespace hall::drill {

struct KindReport {
  QString id;
  QString zh;
  QString en;
  std::optional<QString> cannot;  // why it was not done on this machine
  Outcome outcome;
  double seconds = 0;

  [[nodiscard]] bool wasExercised() const;
  [[nodiscard]] bool isClean() const;
};

struct Report {
  quint32 seed = 0;
  int submissionsWanted = 0;
  QStringList faults;  // as asked for; empty: all
  bool quick = false;
  QDateTime begun;
  QDateTime ended;
  QList<KindReport> kinds;

  [[nodiscard]] Reckoning sum() const;
  [[nodiscard]] bool isClean() const;
};

QJsonObject toJson(const Report& report);
// The same table from the JSON, so that whoever verifies a report reads what was signed and nothing else.
QByteArray table(const QJsonObject& report);

// report.cms (signed), report.json and report.txt beside it, signer.pem for whoever verifies.
Result<void> writeReport(const QString& folder, const Report& report, const seal::KeyPair& signer);
// The content, if the holder of `signerFile` has signed it.
Result<QJsonObject> readReport(const QString& path, const QString& signerFile);

}  // namespace hall::drill
