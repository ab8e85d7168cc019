#include "sync/engine/batch_body.h"

#include <QCborStreamWriter>

namespace hall::engine {

namespace {

void write(QCborStreamWriter& cbor, const char* name, const QByteArray& text) {
  cbor.append(QLatin1String(name));
  cbor.appendTextString(text.constData(), text.size());
}

void write(QCborStreamWriter& cbor, const WholeSubmission& whole, const QByteArray& terminalId) {
  const model::Submission& s = whole.submission;
  const model::Origin origin = s.origin.value_or(model::Origin{terminalId, s.terminalSeq});
  cbor.startMap(6);
  write(cbor, "submission_id", s.submissionId);
  write(cbor, "case_id", s.caseId);
  write(cbor, "terminal_id", origin.terminalId);
  cbor.append(QLatin1String("terminal_seq"));
  cbor.append(origin.terminalSeq);
  write(cbor, "digest", s.digest);
  cbor.append(QLatin1String("parts"));
  cbor.startArray(static_cast<quint64>(whole.parts.size()));
  for (const QByteArray& part : whole.parts) cbor.append(part);
  cbor.endArray();
  cbor.endMap();
}

}  // namespace

QByteArray batchBody(const QList<WholeSubmission>& together, const QByteArray& terminalId) {
  QByteArray body;
  QCborStreamWriter cbor(&body);
  cbor.startArray(static_cast<quint64>(together.size()));
  for (const WholeSubmission& whole : together) write(cbor, whole, terminalId);
  cbor.endArray();
  return body;
}

}  // namespace hall::engine
