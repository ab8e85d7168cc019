#include "drivers/tool/conversation.h"

#include <algorithm>

#include "drivers/health.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/port/scripted_port.h"
#include "drivers/printer/escpos_printer.h"

namespace hall::drivers::tool {

namespace {

QByteArray remark(const QByteArray& transcript, const QByteArray& key) {
  for (const QByteArray& line : transcript.split('\n')) {
    if (line.startsWith("# " + key + ": ")) return line.mid(key.size() + 4).trimmed();
  }
  return {};
}

const DeviceModel* modelNamed(const QString& name, const QList<DeviceModel>& catalogue) {
  const auto named = [&name](const DeviceModel& model) { return model.model == name; };
  const auto found = std::find_if(catalogue.begin(), catalogue.end(), named);
  return found != catalogue.end() ? &*found : nullptr;
}

// The talker owns the port, so the result is taken while both live.
void conclude(Replayed& result, QByteArray outcome, const ScriptedPort& script) {
  result.outcome = std::move(outcome);
  result.fault = script.fault();
  result.finished = script.finished();
}

void replayReader(Replayed& result, std::unique_ptr<ScriptedPort> port, const QString& model) {
  const ScriptedPort& script = *port;
  SamReader reader(std::move(port), model);
  const auto over = [&script] { return script.finished() || !script.fault().isEmpty(); };
  const Result<void> answer = reader.probe({});
  if (answer) (void)reader.report();
  conclude(result, answer ? converse(reader, over) : answer.error().code, script);
}

void replayPrinter(Replayed& result, std::unique_ptr<ScriptedPort> port, const QString& name,
                   const DeviceModel* model) {
  const ScriptedPort& script = *port;
  EscposPrinter printer(std::move(port), EscposPrinter::Identity{name, {}},
                        model != nullptr ? model->printer : escpos::Model());
  (void)printer.report();
  conclude(result, converse(printer), script);
}

}  // namespace

QByteArray converse(IdCardReader& reader, const std::function<bool()>& over) {
  while (true) {
    const Result<IdCard> card = reader.read({}, {});
    if (card) return "read";
    if (card.error().kind != Failure::NotFound || over()) return card.error().code;
  }
}

QByteArray converse(ReceiptPrinter& printer) {
  const Result<void> printed = printer.print(testSlip(), {});
  return printed ? QByteArray("printed") : printed.error().code;
}

QByteArray remarks(DeviceKind kind, const QString& model, const QByteArray& outcome) {
  return "# kind: " + name(kind) + "\n# model: " + model.toUtf8() + "\n# outcome: " + outcome + '\n';
}

Result<Replayed> replay(const QByteArray& transcript, const QList<DeviceModel>& catalogue) {
  Result<QList<TranscriptLine>> lines = parseTranscript(transcript);
  if (!lines) return failure(lines.error());
  Replayed result{remark(transcript, "kind"),
                  remark(transcript, "outcome"),
                  {},
                  {},
                  false,
                  transcript.contains("# bytes behind the first")};
  auto port = std::make_unique<ScriptedPort>(std::move(*lines));
  const QString model = QString::fromUtf8(remark(transcript, "model"));
  if (result.kind == name(DeviceKind::IdCardReader)) {
    replayReader(result, std::move(port), model);
  } else if (result.kind == name(DeviceKind::ReceiptPrinter)) {
    replayPrinter(result, std::move(port), model, modelNamed(model, catalogue));
  } else {
    return failure(Failure::Invalid, "transcript.kind", QString::fromUtf8(result.kind));
  }
  return result;
}

}  // namespace hall::drivers::tool
