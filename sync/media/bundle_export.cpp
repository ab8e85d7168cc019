#include "sync/media/bundle_export.h"

#include "sync/base/identifier.h"
#include "sync/media/bundle_layout.h"
#include "sync/media/bundle_writer.h"

namespace hall::media {

namespace {

Item itemOf(const model::Submission& s) {
  return {s.submissionId, s.caseId, s.terminalSeq, s.digest, s.parts};
}

// A copy of the same bytes under the same id is what the contract lets a terminal repeat at any time, so one in doubt
// goes along. One whose commit is on the line this moment does not: the line is about to tell.
bool travels(model::SubmissionState state) {
  using enum model::SubmissionState;
  return state == Sealed || state == SendingParts || state == InDoubt;
}

class Exporting {
 public:
  Exporting(outbox::Outbox& box, const seal::TerminalKey& key, const Clock& clock, Stick& stick,
            const std::stop_token& stop)
      : m_box(box), m_key(key), m_clock(clock), m_stick(stick), m_stop(stop) {}

  // Whether all its parts can be read and are what they should be.
  std::optional<Error> flaw(const model::Submission& s) {
    for (const model::Part& part : s.parts) {
      if (m_stop.stop_requested()) return Error{Failure::Cancelled, "stick.cancelled", {}};
      if (const auto bytes = m_box.partBytes(s.submissionId, part.digest); !bytes) return bytes.error();
    }
    return std::nullopt;
  }

  Result<ExportedBundle> write(const QList<Item>& items) {
    const auto writer =
        BundleWriter::create({m_key.terminalId(), mintIdentifier(m_clock), m_clock.now(), items}, m_key.pair());
    if (!writer) return failure(writer.error());
    const Manifest& manifest = writer->manifest();
    ExportedBundle bundle{
        manifest.bundleId, bundleName(manifest.terminalId, manifest.bundleId), writer->size(), {}, {}};
    for (const Item& item : items) bundle.submissions.append(item.submissionId);
    const auto parts = [this](const Item& item, const model::Part& part) -> Result<QByteArray> {
      if (m_stop.stop_requested()) return failure(Failure::Cancelled, "stick.cancelled");
      return m_box.partBytes(item.submissionId, part.digest);
    };
    const auto written = m_stick.write(bundle.fileName, bundle.bytes,
                                       [&](const Stick::Sink& sink) { return writer->write(parts, sink); });
    if (!written) return failure(written.error());
    bundle.readBack = *written;
    return bundle;
  }

 private:
  outbox::Outbox& m_box;
  const seal::TerminalKey& m_key;
  const Clock& m_clock;
  Stick& m_stick;
  const std::stop_token& m_stop;
};

// What has found its receipt meanwhile needs no mark. A mark that a crash or a full disk keeps from being written costs
// nothing: the copy is as good, and its answer is as welcome.
Result<void> mark(outbox::Outbox& box, const ExportedBundle& bundle) {
  for (const QByteArray& submissionId : bundle.submissions) {
    const auto marked = box.noteExport(submissionId, bundle.bundleId);
    if (!marked && marked.error().kind != Failure::Conflict) return failure(marked.error());
  }
  return {};
}

// In order, each as full as it may be; one that is larger alone than the limit has a bundle of its own.
QList<QList<Item>> bundlesOf(const QList<Item>& items, const QByteArray& terminalId, const ExportLimits& limits) {
  QList<QList<Item>> bundles;
  qint64 bytes = 0;
  for (const Item& item : items) {
    const qint64 more = itemBytes(terminalId, item);
    if (bundles.isEmpty() || bytes + more > limits.bundleBytes || bundles.last().size() >= limits.bundleItems) {
      bundles.append(QList<Item>());
      bytes = 0;
    }
    bundles.last().append(item);
    bytes += more;
  }
  return bundles;
}

}  // namespace

ExportReport exportAll(outbox::Outbox& box, const seal::TerminalKey& key, const Clock& clock, const QString& folder,
                       const ExportLimits& limits, const std::stop_token& stop) {
  ExportReport report;
  auto stick = Stick::open(folder);
  const auto all = stick ? box.all() : Result<QList<model::Submission>>(failure(stick.error()));
  if (!all) {
    report.trouble = all.error();
    return report;
  }
  Exporting exporting(box, key, clock, *stick, stop);
  QList<Item> items;
  for (const model::Submission& submission : *all) {
    if (submission.state == model::SubmissionState::Committing) {
      report.left.append({submission.submissionId, "outbox.committing"});
    }
    // What another terminal sealed is not this one's to sign for.
    if (!travels(submission.state) || submission.origin) continue;
    const auto flaw = exporting.flaw(submission);
    if (flaw && flaw->kind == Failure::Cancelled) {
      report.trouble = flaw;
      return report;
    }
    if (flaw) {
      report.left.append({submission.submissionId, flaw->code});
    } else {
      items.append(itemOf(submission));
    }
  }
  for (const QList<Item>& some : bundlesOf(items, key.terminalId(), limits)) {
    const auto bundle = exporting.write(some);
    if (!bundle) {
      report.trouble = bundle.error();
      return report;
    }
    report.bundles.append(*bundle);
    if (auto marked = mark(box, *bundle); !marked) {
      report.trouble = marked.error();
      return report;
    }
  }
  return report;
}

}  // namespace hall::media
