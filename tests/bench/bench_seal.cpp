// How long a citizen waits until the terminal may say "kept": sealing and committing one submission of about 2 KiB.
// Beside it what no terminal can do without: one row of the same size in a bare SQLite database with the same
// durability, and one block of 4 KiB overwritten and synced. And what the sealing alone costs, without any disk.
//   bench_seal [--quick] [--folder FOLDER]   the folder decides which disk is measured
#include <fcntl.h>
#include <unistd.h>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTextStream>
#include <algorithm>

#include "sync/base/identifier.h"
#include "sync/outbox/outbox.h"
#include "sync/store/transaction.h"
#include "tests/support/fake_platform_keys.h"

using namespace hall;

namespace {

constexpr int kContentBytes = 1200;  // of text; with header, signature and encryption about 2 KiB travel

double median(QList<double> values) {
  std::sort(values.begin(), values.end());
  return values.isEmpty() ? 0 : values.at(values.size() / 2);
}

// Microseconds for one of `count`.
double timed(int count, const std::function<bool()>& one) {
  QElapsedTimer timer;
  timer.start();
  for (int i = 0; i < count; ++i) {
    if (!one()) qFatal("it failed");
  }
  return static_cast<double>(timer.nsecsElapsed()) / 1000.0 / count;
}

class Bench {
 public:
  explicit Bench(const QString& folder)
      : m_folder(folder),
        m_key(seal::TerminalKey::openOrCreate(folder + QStringLiteral("/key"), m_clock).value()),
        m_box(outbox::Outbox::open(folder + QStringLiteral("/outbox"), m_key, m_platform.certificates(), m_clock, m_log,
                                   {.minimumFreeBytes = 0})
                  .value()),
        m_bare(store::Database::open(folder + QStringLiteral("/bare.sqlite")).value()),
        m_block(::open(QFile::encodeName(folder + QStringLiteral("/block")).constData(), O_RDWR | O_CREAT | O_CLOEXEC,
                       0600)) {
    const auto kept = m_box->seal(wish());
    if (!kept || !m_bare->execute("CREATE TABLE row (id TEXT PRIMARY KEY, bytes BLOB NOT NULL) WITHOUT ROWID")) {
      qFatal("cannot begin");
    }
    m_row = QByteArray(kept->parts[0].size, 'x');
  }
  ~Bench() { ::close(m_block); }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;

  void round(int count) {
    raw.append(timed(count, [this] { return overwrite(); }));
    bare.append(timed(count, [this] { return insert(); }));
    ours.append(timed(count, [this] { return m_box->seal(wish()).has_value(); }));
    sealing.append(timed(count, [this] {
      return seal::sealEnvelope(m_row, m_key.pair(), {m_platform.certificates().encryption()}).has_value();
    }));
  }
  [[nodiscard]] qsizetype rowSize() const { return m_row.size(); }

  QList<double> raw, bare, ours, sealing;

 private:
  [[nodiscard]] outbox::SealRequest wish() const {
    return {mintIdentifier(m_clock),
            "residence-permit",
            "service",
            {{QStringLiteral("text"), QString(kContentBytes, u'w')}},
            {},
            m_key.subjectKey("11010519491231002X")};
  }
  bool overwrite() {
    return ::pwrite(m_block, m_row.constData(), static_cast<size_t>(m_row.size()), 0) > 0 && ::fdatasync(m_block) == 0;
  }
  bool insert() {
    auto transaction = store::Transaction::begin(*m_bare);
    return transaction &&
           m_bare->run("INSERT INTO row VALUES (?, ?)", mintIdentifier(m_clock), store::Blob{m_row}).has_value() &&
           transaction->commit().has_value();
  }

  QString m_folder;
  SystemClock m_clock;
  Log m_log{m_clock, [](const QByteArray&) {}};
  test::PlatformKeys m_platform;
  seal::TerminalKey m_key;
  std::unique_ptr<outbox::Outbox> m_box;
  std::unique_ptr<store::Database> m_bare;
  int m_block;
  QByteArray m_row;
};

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  QCommandLineParser parser;
  parser.addOptions({{QStringLiteral("quick"), QStringLiteral("fewer rounds")},
                     {QStringLiteral("folder"), QStringLiteral("where"), QStringLiteral("FOLDER"), QDir::tempPath()}});
  parser.process(application);
  const QTemporaryDir temporary(parser.value(QStringLiteral("folder")) + QStringLiteral("/bench_seal-XXXXXX"));
  Bench bench(temporary.path());
  const int rounds = parser.isSet(QStringLiteral("quick")) ? 7 : 25;
  for (int i = 0; i < rounds; ++i) bench.round(40);
  QTextStream out(stdout);
  const double limit = median(bench.bare);
  out << "one submission of " << bench.rowSize() << " bytes, medians of " << rounds << " rounds\n";
  const auto line = [&](const char* name, const QList<double>& values) {
    out << QString::fromLatin1(name).leftJustified(44) << qRound(median(values)) << " us, "
        << qRound(1e6 / median(values)) << "/s, " << QString::number(limit / median(values), 'f', 2) << " x bare\n";
  };
  line("4 KiB block overwritten and synced", bench.raw);
  line("bare SQLite, FULL, one row a commit", bench.bare);
  line("seal(): envelope, row, sequence, journal", bench.ours);
  line("the envelope alone, no disk", bench.sealing);
  return 0;
}
