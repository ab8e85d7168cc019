// The program that is killed on the way of a stick: exports, imports or hears an answer, and dies at the N-th disk
// operation, be it on the terminal, on the stick or on the platform.
//   media_crash_child FOLDER export|import|answer disk|disk-inside|none [N]
#include <QCoreApplication>
#include <QDir>
#include <cstdio>

#include "sync/base/durable_file.h"
#include "sync/gateway/bundle_import.h"
#include "sync/media/ack.h"
#include "sync/media/ack_import.h"
#include "sync/media/bundle_export.h"
#include "sync/media/bundle_layout.h"
#include "tests/support/broken_disk.h"

using namespace hall;
namespace broken_disk = test::broken_disk;

namespace {

int failed(const Error& error) {
  std::printf("failed %s\n", error.code.constData());
  return 1;
}

struct Tools {
  QString folder;
  SystemClock clock;
  Log log{clock, [](const QByteArray&) {}};

  explicit Tools(QString where) : folder(std::move(where)) {}

  [[nodiscard]] QString at(const char* name) const { return folder + u'/' + QLatin1String(name); }
  [[nodiscard]] QStringList onStick(const char* pattern) const {
    return QDir(at("stick")).entryList({QLatin1String(pattern)}, QDir::Files, QDir::Name);
  }
  Result<std::unique_ptr<outbox::Outbox>> openBox(const seal::TerminalKey& key) {
    const auto platform = seal::PlatformCertificates::open(at("platform.pem"));
    if (!platform) return failure(platform.error());
    return outbox::Outbox::open(at("outbox"), key, *platform, clock, log, {.minimumFreeBytes = 0});
  }

  int exportStick() {
    const auto key = seal::TerminalKey::openOrCreate(at("key"), clock);
    if (!key) return failed(key.error());
    const auto box = openBox(*key);
    if (!box) return failed(box.error());
    const auto report = media::exportAll(**box, *key, clock, at("stick"), {.bundleItems = 2});
    return report.trouble ? failed(*report.trouble) : 0;
  }

  int importStick() {
    const auto keys = gateway::PlatformKeys::open(at("gateway"));
    if (!keys) return failed(keys.error());
    const auto storage = gateway::Storage::open(gateway::sql::Source::embedded(at("gateway/gateway.sqlite")));
    if (!storage) return failed(storage.error());
    gateway::Api api(**storage, *keys, clock, log);
    gateway::BundleImport import(**storage, *keys, api, clock);
    auto stick = media::Stick::open(at("stick"));
    if (!stick) return failed(stick.error());
    for (const QString& name : onStick("*.hallbundle")) {
      const auto bundle = media::BundleReader::open(at("stick") + u'/' + name);
      if (!bundle) return failed(bundle.error());
      const auto taken = import.take(**bundle);
      if (!taken) return failed(taken.error());
      const QByteArray ack = media::toCbor(media::signAck(taken->answer, keys->signing()).value());
      const auto written = stick->write(media::ackName(taken->answer.terminalId, taken->answer.bundleId), ack.size(),
                                        [&ack](const media::Stick::Sink& sink) { return sink(ack); });
      if (!written) return failed(written.error());
    }
    return 0;
  }

  int hearAnswers() {
    const auto key = seal::TerminalKey::openOrCreate(at("key"), clock);
    if (!key) return failed(key.error());
    const auto box = openBox(*key);
    if (!box) return failed(box.error());
    for (const QString& name : onStick("*.hallack")) {
      const auto bytes = readWholeFile(at("stick") + u'/' + name, media::kMaximumAckBytes);
      if (!bytes) return failed(bytes.error());
      const auto heeded = media::importAck(**box, *bytes);
      if (!heeded && heeded.error().code != "ack.replayed") return failed(heeded.error());
    }
    return 0;
  }
};

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication application(argc, argv);
  const QStringList words = QCoreApplication::arguments();
  Tools tools(words.value(1));
  const QString verb = words.value(2);
  const QString lever = words.value(3);
  using broken_disk::Misfortune;
  const Misfortune misfortune = lever == QLatin1String("disk")          ? Misfortune::Kill
                                : lever == QLatin1String("disk-inside") ? Misfortune::KillInside
                                                                        : Misfortune::None;
  broken_disk::breakDisk(tools.folder.toStdString(), misfortune, words.value(4, QStringLiteral("-1")).toLong());
  int status = 2;
  if (verb == QLatin1String("export")) status = tools.exportStick();
  if (verb == QLatin1String("import")) status = tools.importStick();
  if (verb == QLatin1String("answer")) status = tools.hearAnswers();
  // What closing writes may be hit as well.
  if (status == 0) std::printf("done\n");
  return status;
}
