#include "sync/outbox/tool/media_commands.h"

#include "sync/base/durable_file.h"
#include "sync/media/ack.h"
#include "sync/media/ack_import.h"
#include "sync/media/bundle_export.h"
#include "sync/media/qr_sequence.h"
#include "sync/outbox/tool/commands.h"

namespace hall::outbox {

namespace {

constexpr qint64 kLongestLine = 8192;

void printAll(const char* what, const QList<QByteArray>& ids) {
  for (const QByteArray& id : ids) print(QByteArray(what) + ' ' + id + '\n');
}

int heed(Outbox& box, const QByteArray& answer) {
  const auto heeded = media::importAck(box, answer);
  if (!heeded) return fail(heeded.error());
  print("answer to " + heeded->bundleId + '\n');
  printAll("received", heeded->received);
  printAll("held", heeded->held);
  printAll("wanted", heeded->wanted);
  printAll("known", heeded->known);
  for (const Refusal& refusal : heeded->refused) {
    print("refused " + refusal.submissionId + ' ' + refusal.error.code + '\n');
  }
  return heeded->refused.isEmpty() ? 0 : 1;
}

}  // namespace

int exportAll(Outbox& box, const QString& data, const Clock& clock, const QString& stick) {
  const auto key = seal::TerminalKey::openOrCreate(data + QStringLiteral("/keys"), clock);
  if (!key) return fail(key.error());
  const auto report = media::exportAll(box, *key, clock, stick);
  for (const auto& bundle : report.bundles) {
    print("bundle " + bundle.bundleId + ' ' + bundle.fileName.toLatin1() + " bytes " +
          QByteArray::number(bundle.bytes) + " read-back " + media::name(bundle.readBack) + '\n');
    printAll("exported", bundle.submissions);
  }
  for (const auto& left : report.left) print("left " + left.submissionId + ' ' + left.code + '\n');
  if (report.trouble) return fail(*report.trouble);
  if (report.bundles.isEmpty()) print("nothing waits\n");
  return report.left.isEmpty() ? 0 : 1;
}

int importAnswer(Outbox& box, const QString& path) {
  const auto bytes = readWholeFile(path, media::kMaximumAckBytes);
  return bytes ? heed(box, *bytes) : fail(bytes.error());
}

int importCodes(Outbox& box, QIODevice& lines) {
  media::QrSequence row;
  for (QByteArray line = lines.readLine(kLongestLine); !line.isEmpty() && !row.isComplete();
       line = lines.readLine(kLongestLine)) {
    while (line.endsWith('\n') || line.endsWith('\r')) line.chop(1);
    const qsizetype start = line.indexOf("HALLQ1:");
    if (start < 0) continue;  // another code, or a line about something else
    const QByteArray text = line.mid(start);
    // A column may follow; the text itself has no tab in its alphabet, but may end with a space.
    const auto heard = row.add(text.left(text.indexOf('\t') < 0 ? text.size() : text.indexOf('\t')));
    if (!heard) (void)fail(heard.error());
  }
  if (row.isComplete()) {
    const auto whole = row.whole();
    return whole ? heed(box, *whole) : fail(whole.error());
  }
  QByteArray missing = "missing";
  for (const int number : row.missing()) missing += ' ' + QByteArray::number(number);
  print(row.count() == 0 ? QByteArray("no code of an answer was seen\n") : missing + '\n');
  return 1;
}

}  // namespace hall::outbox
