#include "sync/drill/drill.h"

#include <QDir>
#include <QFileInfo>
#include <algorithm>
#include <cstdio>
#include <mutex>
#include <thread>

#include "sync/base/durable_file.h"

namespace hall::drill {

namespace {

const QString kMark = QStringLiteral("/hall-drill.txt");

KindReport play(const Kind& kind, const StageOptions& options) {
  KindReport report{QLatin1String(kind.id), QString::fromUtf8(kind.zh), QLatin1String(kind.en), {}, {}, 0};
  if (kind.cannot) report.cannot = kind.cannot();
  if (report.cannot) return report;
  const auto begun = std::chrono::steady_clock::now();
  auto outcome = kind.act(options);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  if (outcome) {
    report.outcome = std::move(*outcome);
  } else {
    report.outcome.troubles.append(QString::fromLatin1(outcome.error().code) + QLatin1Char(' ') +
                                   outcome.error().detail);
  }
  return report;
}

void tellProgress(const KindReport& kind) {
  const Reckoning& r = kind.outcome.reckoning;
  std::fprintf(stderr, "%-22s %6.1f s  submitted %d received %d lost %d doubled %d %s\n", qPrintable(kind.id),
               kind.seconds, r.submitted, r.received, r.lost, r.doubled,
               kind.cannot      ? "not done"
               : kind.isClean() ? ""
                                : "NOT CLEAN");
}

}  // namespace

Result<QString> prepareFolder(const DrillOptions& options, const Clock& clock) {
  const QDir data(options.data);
  const bool ours = QFileInfo::exists(options.data + kMark);
  const bool empty = !data.exists() || data.isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
  const bool real = data.exists(QStringLiteral("outbox")) || data.exists(QStringLiteral("keys")) ||
                    data.exists(QStringLiteral("gateway.sqlite")) || data.exists(QStringLiteral("outbox.sqlite"));
  if (real || (!ours && !empty)) return failure(Failure::Conflict, "drill.real-data", options.data);
  if (auto made = makeFolderDurably(data.absolutePath(), 0700); !made) return failure(made.error());
  const auto marked = writeDurably(options.data + kMark, "Scratch of hall-drill. Nothing here is anybody's.\n", 0644);
  if (!marked) return failure(marked.error());
  const QString folder = data.absoluteFilePath(clock.now().toString(QStringLiteral("yyyyMMdd-hhmmss-zzz")));
  if (auto made = makeFolderDurably(folder, 0700); !made) return failure(made.error());
  return folder;
}

Result<Report> runDrill(const DrillOptions& options, const Programs& programs, const QString& folder,
                        const Clock& clock) {
  const auto chosen = kindsFor(options.faults);
  if (!chosen) return failure(chosen.error());
  Report report{options.seed, options.submissions, options.faults, options.quick, clock.now(), {}, {}};
  int parts = 0;
  for (const Kind& kind : *chosen) parts += kind.submissionsShare;
  report.kinds.resize(chosen->size());
  std::mutex mutex;
  qsizetype next = 0;
  const auto work = [&] {
    while (true) {
      qsizetype mine = 0;
      {
        const std::lock_guard lock(mutex);
        if (next == chosen->size()) return;
        mine = next++;
      }
      const Kind& kind = chosen->at(mine);
      const StageOptions stage{programs, folder + QLatin1Char('/') + QLatin1String(kind.id),
                               options.submissions * kind.submissionsShare / parts + 1,
                               options.quick ? kind.quickStrikes : kind.fullStrikes,
                               options.seed + static_cast<quint32>(mine) * 7919U};
      KindReport done = play(kind, stage);
      const std::lock_guard lock(mutex);
      tellProgress(done);
      if (done.isClean() && !options.keeps) QDir(stage.folder).removeRecursively();
      report.kinds[mine] = std::move(done);
    }
  };
  std::vector<std::jthread> workers;
  for (int i = 0; i < options.sideBySide; ++i) workers.emplace_back(work);
  workers.clear();
  report.ended = clock.now();
  return report;
}

}  // namespace hall::drill
