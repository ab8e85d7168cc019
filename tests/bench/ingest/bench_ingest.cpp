// The gateway's ingest beside its limits, in alternating rounds of one run: a bare Beast server that inserts the same
// bytes with group commit, Node with a pool of connections, and PostgreSQL's own pipeline.
#include <QCborArray>
#include <QCborMap>
#include <QCoreApplication>
#include <QDir>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <algorithm>
#include <cstdio>
#include <map>

#include "sync/base/identifier.h"
#include "sync/model/submission.h"
#include "sync/seal/cms.h"
#include "sync/seal/terminal_key.h"
#include "tests/bench/ingest/bare_server.h"
#include "tests/bench/ingest/load.h"
#include "tests/support/gateway_process.h"
#include "tests/support/postgres_server.h"

using namespace hall;

namespace {

constexpr int kEnvelopePayload = 1100;  // sealed, an envelope of about 2 KiB

struct Sizes {
  int rounds;
  int single;  // requests over one connection
  int many;    // over 32 and 256
  int batches;
};

// A program that prints its port and serves until it is killed.
class Served {
 public:
  Served(const QString& program, const QStringList& words, const QString& folder = {}) {
    if (!folder.isEmpty()) m_process.setWorkingDirectory(folder);
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(program, words);
    if (m_process.waitForReadyRead(20000)) m_port = m_process.readLine().trimmed().toUShort();
  }
  ~Served() {
    m_process.kill();
    m_process.waitForFinished(5000);
  }
  [[nodiscard]] quint16 port() const { return m_port; }

 private:
  QProcess m_process;
  quint16 m_port = 0;
};

// A gateway with one admitted terminal, whose sealed submissions stand ready.
struct Ours {
  Ours(const QString& folder, const QByteArray& database, const seal::TerminalKey& terminal)
      : gateway(folder, database) {
    if (!gateway.admit(terminal.certificatePem()) || !gateway.start()) qFatal("hall-gateway");
  }
  test::GatewayProcess gateway;
};

QCborMap makeItem(const seal::TerminalKey& terminal, const seal::Certificate& platform, const Clock& clock) {
  static qint64 seq = 0;
  const QByteArray id = mintIdentifier(clock);
  const QByteArray caseId = mintIdentifier(clock);
  const QJsonObject header{{QStringLiteral("protocol"), 1},
                           {QStringLiteral("submission_id"), QString::fromLatin1(id)},
                           {QStringLiteral("case_id"), QString::fromLatin1(caseId)},
                           {QStringLiteral("terminal_id"), QString::fromLatin1(terminal.terminalId())},
                           {QStringLiteral("terminal_seq"), ++seq},
                           {QStringLiteral("attachments"), QJsonArray()}};
  const QByteArray payload =
      QJsonDocument(QJsonObject{{QStringLiteral("header"), header},
                                {QStringLiteral("answers"), QString(kEnvelopePayload, QLatin1Char('a'))}})
          .toJson(QJsonDocument::Compact);
  const QByteArray envelope = seal::sealEnvelope(payload, terminal.pair(), {platform}).value();
  return {{QStringLiteral("submission_id"), QString::fromLatin1(id)},
          {QStringLiteral("case_id"), QString::fromLatin1(caseId)},
          {QStringLiteral("terminal_id"), QString::fromLatin1(terminal.terminalId())},
          {QStringLiteral("terminal_seq"), seq},
          {QStringLiteral("digest"), QString::fromLatin1(model::submissionDigest(envelope, {}))},
          {QStringLiteral("parts"), QCborArray{envelope}}};
}

QByteArray batchOf(const QList<QCborMap>& items) {
  QCborArray all;
  for (const QCborMap& item : items) all.append(item);
  return bench::post("/v1/batches", "application/cbor", QCborValue(all).toCbor());
}

double pssMiB(qint64 process) {
  QFile file(QStringLiteral("/proc/%1/smaps_rollup").arg(process));
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const QList<QByteArray> lines = file.readAll().split('\n');
  for (const QByteArray& line : lines) {
    if (line.startsWith("Pss:")) return line.mid(4).simplified().split(' ').first().toDouble() / 1024;
  }
  return 0;
}

// Of a process and its children.
double cpuSeconds(qint64 process) {
  double ticks = 0;
  const QStringList all = QDir(QStringLiteral("/proc")).entryList({QStringLiteral("[0-9]*")}, QDir::Dirs);
  for (const QString& one : all) {
    QFile file(QStringLiteral("/proc/%1/stat").arg(one));
    if (!file.open(QIODevice::ReadOnly)) continue;
    const QByteArray text = file.readAll();
    const QList<QByteArray> words = text.mid(text.lastIndexOf(')') + 2).split(' ');
    if (words.size() < 15 || (one.toLongLong() != process && words[1].toLongLong() != process)) continue;
    ticks += words[11].toDouble() + words[12].toDouble();
  }
  return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

class Figures {
 public:
  void add(const std::string& name, double value) { m_values[name].push_back(value); }
  [[nodiscard]] double median(const std::string& name) const {
    const auto found = m_values.find(name);
    if (found == m_values.end() || found->second.empty()) return 0;
    std::vector<double> sorted = found->second;
    std::ranges::sort(sorted);
    return sorted[sorted.size() / 2];
  }
  void line(const std::string& ours, const std::string& limit) const {
    const double bottom = median(limit);
    std::printf("%-34s %9.0f/s   %-34s %9.0f/s   %s%.2f\n", ours.c_str(), median(ours), limit.c_str(), bottom,
                bottom > 0 ? "" : "not measured ", bottom > 0 ? median(ours) / bottom : 0);
  }

 private:
  std::map<std::string, std::vector<double>> m_values;
};

// pg by its name, kept beside the build.
QString nodeFolder() {
  const QString folder = QCoreApplication::applicationDirPath() + QStringLiteral("/node");
  QDir().mkpath(folder);
  if (QDir(folder + QStringLiteral("/node_modules/pg")).exists()) return folder;
  QProcess npm;
  npm.setWorkingDirectory(folder);
  npm.setProcessChannelMode(QProcess::MergedChannels);
  npm.start(QStringLiteral("npm"),
            {QStringLiteral("install"), QStringLiteral("--no-audit"), QStringLiteral("--no-fund"),
             QStringLiteral("--prefix"), folder, QStringLiteral("pg")});
  if (npm.waitForFinished(120000) && npm.exitCode() == 0) return folder;
  std::printf("Node with pg: not measured, npm could not be reached.\n");
  return {};
}

QString engineName(bool server) {
  return server ? QStringLiteral("PostgreSQL") : QStringLiteral("SQLite");
}

void measure(const Sizes& sizes, const QString& self) {
  const SystemClock clock;
  QTemporaryDir folder;
  const auto terminal = seal::TerminalKey::openOrCreate(folder.path() + QStringLiteral("/terminal"), clock).value();
  test::PostgresServer postgres(test::PostgresServer::Disk::Synced);
  const QByteArray oursDatabase = postgres.makeDatabase();
  const QByteArray bareDatabase = postgres.makeDatabase();
  const Ours embedded(folder.path() + QStringLiteral("/ours"), {}, terminal);
  // The same platform keys, so that the same submissions fit both.
  QDir().mkpath(folder.path() + QStringLiteral("/ours2/platform"));
  for (const char* key : {"signing.pem", "encryption.pem"}) {
    QFile::copy(folder.path() + QStringLiteral("/ours/platform/") + QLatin1String(key),
                folder.path() + QStringLiteral("/ours2/platform/") + QLatin1String(key));
  }
  const Ours central(folder.path() + QStringLiteral("/ours2"), oursDatabase, terminal);
  const auto platform = test::GatewayProcess(folder.path() + QStringLiteral("/ours")).certificates().encryption();
  const Served bareSqlite(self, {QStringLiteral("--bare-sqlite"), folder.path() + QStringLiteral("/bare.sqlite")});
  const Served barePostgres(self, {QStringLiteral("--bare-postgres"), QString::fromUtf8(bareDatabase)});
  const QString node = nodeFolder();
  const QString host = QString::fromUtf8(bareDatabase).section(QLatin1Char(' '), 0, 0).mid(5);
  const QString name = QString::fromUtf8(bareDatabase).section(QStringLiteral("dbname="), 1);
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  if (!node.isEmpty()) qputenv("NODE_PATH", (node + QStringLiteral("/node_modules")).toUtf8());
  const Served web(node.isEmpty() ? QStringLiteral("/bin/false") : QStringLiteral("node"),
                   {QStringLiteral(HALL_NODE_SERVER), host, name});
  const auto pipeline = bench::insertIntoPostgres(bareDatabase);

  Figures figures;
  const QByteArray plain = bench::post("/", "application/octet-stream", QByteArray(2048, 'x'));
  double memory = 0;
  for (int round = 0; round < sizes.rounds; ++round) {
    for (const int connections : {1, 32, 256}) {
      const int count = connections == 1 ? sizes.single : sizes.many;
      QList<QByteArray> items;
      for (int i = 0; i < count; ++i) items.append(batchOf({makeItem(terminal, platform, clock)}));
      const QList<QByteArray> plains(count, plain);
      const std::string at = " at " + std::to_string(connections);
      figures.add("bare SQLite" + at, bench::load(bareSqlite.port(), connections, plains, "ok"));
      figures.add("ours SQLite" + at, bench::load(embedded.gateway.port(), connections, items, "\"received\""));
      figures.add("bare PostgreSQL" + at, bench::load(barePostgres.port(), connections, plains, "ok"));
      figures.add("ours PostgreSQL" + at, bench::load(central.gateway.port(), connections, items, "\"received\""));
      if (web.port() != 0) figures.add("Node + pg" + at, bench::load(web.port(), connections, plains, "ok"));
      if (connections == 256) {
        memory = std::max({memory, pssMiB(embedded.gateway.processId()), pssMiB(central.gateway.processId())});
      }
    }
    QList<QByteArray> batches;
    for (int i = 0; i < sizes.batches; ++i) {
      QList<QCborMap> items;
      for (int n = 0; n < 100; ++n) items.append(makeItem(terminal, platform, clock));
      batches.append(batchOf(items));
    }
    std::vector<bench::BareRow> rows(100);
    const auto began = std::chrono::steady_clock::now();
    for (int i = 0; i < sizes.batches; ++i) {
      for (auto& row : rows) row = {mintIdentifier(clock), QByteArray(2048, 'x')};
      if (!pipeline(rows)) qFatal("pipeline");
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    figures.add("PostgreSQL's pipeline of 100", 100.0 * sizes.batches / took.count());
    const double gatewayBefore = cpuSeconds(central.gateway.processId());
    const double databaseBefore = cpuSeconds(postgres.processId());
    figures.add("ours PostgreSQL, batches of 100",
                100 * bench::load(central.gateway.port(), 4, batches, "\"received\""));
    figures.add("gateway", 100.0 * sizes.batches / (cpuSeconds(central.gateway.processId()) - gatewayBefore));
    figures.add("database", 100.0 * sizes.batches / (cpuSeconds(postgres.processId()) - databaseBefore));
    figures.add("ours SQLite, batches of 100", 100 * bench::load(embedded.gateway.port(), 4, batches, "\"received\""));
  }
  for (const bool server : {false, true}) {
    for (const char* at : {" at 1", " at 32", " at 256"}) {
      const std::string engine = engineName(server).toStdString() + at;
      figures.line("ours " + engine, "bare " + engine);
    }
  }
  for (const char* at : {" at 1", " at 32", " at 256"}) {
    figures.line(std::string("ours PostgreSQL") + at, std::string("Node + pg") + at);
  }
  figures.line("ours PostgreSQL, batches of 100", "PostgreSQL's pipeline of 100");
  figures.line("ours SQLite, batches of 100", "PostgreSQL's pipeline of 100");
  std::printf("one core, batches of 100: %.0f submissions a second in hall-gateway, %.0f in PostgreSQL\n",
              figures.median("gateway"), figures.median("database"));
  std::printf("memory of hall-gateway after 256 connections: %.1f MiB (PSS)\n", memory);
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QStringList words = QCoreApplication::arguments();
  if (words.value(1) == QLatin1String("--bare-sqlite")) {
    return bench::serveBare(bench::insertIntoSqlite(words.value(2).toUtf8()));
  }
  if (words.value(1) == QLatin1String("--bare-postgres")) {
    return bench::serveBare(bench::insertIntoPostgres(words.value(2).toUtf8()));
  }
  const bool quick = words.contains(QStringLiteral("--quick"));
  measure(quick ? Sizes{3, 150, 1500, 30} : Sizes{5, 600, 6000, 40}, words.first());
  return 0;
}
