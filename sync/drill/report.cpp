#include "sync/drill/report.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

#include "sync/base/durable_file.h"
#include "sync/seal/cms.h"

namespace hall::drill {

namespace {

constexpr qint64 kReportLimit = 64LL * 1024 * 1024;
constexpr int kMostSentences = 200;  // the count beside them is always whole

template <class Number>
QJsonObject counts(const QMap<QByteArray, Number>& map) {
  QJsonObject json;
  for (auto i = map.cbegin(); i != map.cend(); ++i) json.insert(QString::fromLatin1(i.key()), qint64{i.value()});
  return json;
}

QJsonArray sentences(const QStringList& list) {
  return QJsonArray::fromStringList(list.mid(0, kMostSentences));
}

QJsonObject toJson(const Reckoning& r) {
  return {{QStringLiteral("submitted"), r.submitted},
          {QStringLiteral("received"), r.received},
          {QStringLiteral("lost"), r.lost},
          {QStringLiteral("doubled"), r.doubled},
          {QStringLiteral("held"), counts(r.held)},
          {QStringLiteral("refused"), counts(r.refused)},
          {QStringLiteral("failed_starts"), counts(r.failedStarts)},
          {QStringLiteral("unexplained_count"), r.unexplained.size()},
          {QStringLiteral("unexplained"), sentences(r.unexplained)}};
}

QJsonObject toJson(const KindReport& kind) {
  QJsonObject json{{QStringLiteral("fault"), kind.id},
                   {QStringLiteral("zh"), kind.zh},
                   {QStringLiteral("en"), kind.en},
                   {QStringLiteral("was_exercised"), kind.wasExercised()},
                   {QStringLiteral("is_clean"), kind.isClean()},
                   {QStringLiteral("seconds"), kind.seconds},
                   {QStringLiteral("faults"), kind.outcome.faults},
                   {QStringLiteral("figures"), toJson(kind.outcome.reckoning)},
                   {QStringLiteral("exercised"), counts(kind.outcome.exercised)},
                   {QStringLiteral("seen"), counts(kind.outcome.seen)},
                   {QStringLiteral("held_at_first"), counts(kind.outcome.heldAtFirst)},
                   {QStringLiteral("stories"), sentences(kind.outcome.stories)},
                   {QStringLiteral("troubles"), sentences(kind.outcome.troubles)}};
  if (kind.cannot) json.insert(QStringLiteral("not_done"), *kind.cannot);
  return json;
}

}  // namespace

bool KindReport::wasExercised() const {
  const auto& all = outcome.exercised;
  return !all.isEmpty() && std::ranges::none_of(all, [](qint64 times) { return times == 0; });
}

bool KindReport::isClean() const {
  if (cannot) return true;  // the table says that it was not done
  return wasExercised() && outcome.troubles.isEmpty() && outcome.reckoning.isClean();
}

Reckoning Report::sum() const {
  Reckoning all;
  for (const KindReport& kind : kinds) all.add(kind.outcome.reckoning);
  return all;
}

bool Report::isClean() const {
  return !kinds.isEmpty() && std::ranges::all_of(kinds, &KindReport::isClean);
}

QJsonObject toJson(const Report& report) {
  QJsonArray all;
  for (const KindReport& kind : report.kinds) all.append(toJson(kind));
  return {{QStringLiteral("format"), QStringLiteral("hall-drill-report-1")},
          {QStringLiteral("seed"), qint64{report.seed}},
          {QStringLiteral("submissions_wanted"), report.submissionsWanted},
          {QStringLiteral("faults_asked"), QJsonArray::fromStringList(report.faults)},
          {QStringLiteral("quick"), report.quick},
          {QStringLiteral("begun"), QString::fromLatin1(rfc3339(report.begun))},
          {QStringLiteral("ended"), QString::fromLatin1(rfc3339(report.ended))},
          {QStringLiteral("is_clean"), report.isClean()},
          {QStringLiteral("figures"), toJson(report.sum())},
          {QStringLiteral("kinds"), all}};
}

Result<void> writeReport(const QString& folder, const Report& report, const seal::KeyPair& signer) {
  const QJsonObject json = toJson(report);
  const QByteArray content = QJsonDocument(json).toJson(QJsonDocument::Indented);
  const auto message = seal::signAttached(content, signer);
  if (!message) return failure(message.error());
  const std::array<std::pair<const char*, QByteArray>, 4> files{{{"/report.cms", *message},
                                                                 {"/report.json", content},
                                                                 {"/report.txt", table(json)},
                                                                 {"/signer.pem", signer.certificate().pem()}}};
  for (const auto& [name, bytes] : files) {
    if (auto written = writeDurably(folder + QLatin1String(name), bytes, 0644); !written) return written;
  }
  return {};
}

Result<QJsonObject> readReport(const QString& path, const QString& signerFile) {
  const auto pem = readWholeFile(signerFile, 64LL * 1024);
  if (!pem) return failure(pem.error());
  const auto signer = seal::Certificate::fromPem(*pem);
  if (!signer) return failure(signer.error());
  const auto message = readWholeFile(path, kReportLimit);
  if (!message) return failure(message.error());
  const auto content = seal::verifyAttached(*message, *signer);
  if (!content) return failure(content.error());
  const QJsonObject json = QJsonDocument::fromJson(*content).object();
  if (json.value(QStringLiteral("format")).toString() != QLatin1String("hall-drill-report-1")) {
    return failure(Failure::Invalid, "drill.report");
  }
  return json;
}

}  // namespace hall::drill
