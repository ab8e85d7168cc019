// hall-gateway import: what it says is ids, counts and codes, one line for each thing.
#include <QDir>
#include <QFileInfo>

#include "sync/base/durable_file.h"
#include "sync/gateway/bundle_import.h"
#include "sync/gateway/commands.h"
#include "sync/media/ack.h"
#include "sync/media/bundle_layout.h"
#include "sync/media/qr_picture.h"
#include "sync/media/qr_sequence.h"
#include "sync/media/stick.h"

namespace hall::gateway {

namespace {

// A folder stands for the bundles in it.
QStringList filesOf(const QStringList& bundles) {
  QStringList files;
  for (const QString& bundle : bundles) {
    if (!QFileInfo(bundle).isDir()) {
      files.append(bundle);
      continue;
    }
    const QDir folder(bundle);
    const QStringList names = folder.entryList({QStringLiteral("*.hallbundle")}, QDir::Files, QDir::Name);
    for (const QString& name : names) files.append(folder.filePath(name));
  }
  return files;
}

Result<void> writeToStick(const QString& folder, const QString& name, const QByteArray& bytes) {
  auto stick = media::Stick::open(folder);
  if (!stick) return failure(stick.error());
  const auto way = stick->write(name, bytes.size(), [&](const media::Stick::Sink& sink) { return sink(bytes); });
  if (!way) return failure(way.error());
  print("answer " + name.toLatin1() + " read-back " + media::name(*way) + '\n');
  return {};
}

// "hall-…-03-of-11.png": the order does not matter, but a person likes to see it.
Result<void> writePictures(const QString& folder, const QString& name, const QByteArray& bytes) {
  const auto texts = media::qrTexts(bytes);
  if (!texts) return failure(texts.error());
  if (auto made = makeFolderDurably(folder, 0755); !made) return made;
  for (qsizetype i = 0; i < texts->size(); ++i) {
    const auto picture = media::qrPicture(texts->at(i));
    if (!picture) return failure(picture.error());
    const QString file = QStringLiteral("%1-%2-of-%3.png")
                             .arg(QFileInfo(name).completeBaseName())
                             .arg(i + 1, 2, 10, QLatin1Char('0'))
                             .arg(texts->size());
    if (auto written = writeDurably(folder + u'/' + file, *picture, 0644); !written) return written;
  }
  print("pictures " + QByteArray::number(texts->size()) + '\n');
  return {};
}

void tell(const Taken& taken) {
  const auto number = [](qsizetype count) { return QByteArray::number(count); };
  print("bundle " + taken.answer.bundleId + " received " + number(taken.answer.receipts.size()) + " refused " +
        number(taken.answer.refusals.size()) + " damaged " + number(taken.answer.damaged.size()) + " not-now " +
        number(taken.notNow.size()) + '\n');
  for (const auto& refusal : taken.answer.refusals) {
    print("refused " + refusal.submissionId + ' ' + refusal.problem + '\n');
  }
  for (const QByteArray& id : taken.answer.damaged) print("damaged " + id + " bundle.damaged\n");
  for (const QByteArray& id : taken.notNow) print("not-now " + id + '\n');
}

// Damage and "not now" are trouble to be seen; a refusal is an answer like any other.
Result<bool> importOne(BundleImport& import, const seal::KeyPair& signing, const QString& file,
                       const Answering& where) {
  const auto bundle = media::BundleReader::open(file);
  if (!bundle) return failure(bundle.error());
  const auto taken = import.take(**bundle);
  if (!taken) return failure(taken.error());
  tell(*taken);
  const auto ack = media::signAck(taken->answer, signing);
  if (!ack) return failure(ack.error());
  const QString name = media::ackName(taken->answer.terminalId, taken->answer.bundleId);
  const QByteArray bytes = media::toCbor(*ack);
  if (!where.stick.isEmpty()) {
    if (auto written = writeToStick(where.stick, name, bytes); !written) return failure(written.error());
  }
  if (!where.pictures.isEmpty()) {
    if (auto written = writePictures(where.pictures, name, bytes); !written) return failure(written.error());
  }
  return taken->notNow.isEmpty() && taken->answer.damaged.isEmpty();
}

}  // namespace

int importBundles(const Desk& desk, const QStringList& bundles, const Answering& where) {
  const auto keys = PlatformKeys::open(desk.data);
  if (!keys) return fail(keys.error());
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const QStringList files = filesOf(bundles);
  if (files.isEmpty()) return fail({Failure::NotFound, "bundle.none", {}});
  Api api(**storage, *keys, desk.clock, desk.log);
  BundleImport import(**storage, *keys, api, desk.clock);
  int status = 0;
  for (const QString& file : files) {
    const auto fine = importOne(import, keys->signing(), file, where);
    if (!fine) print("file " + QFileInfo(file).fileName().toUtf8() + '\n');
    if (!fine) status = fail(fine.error());
    if (fine && !*fine) status = 1;
  }
  return status;
}

}  // namespace hall::gateway
