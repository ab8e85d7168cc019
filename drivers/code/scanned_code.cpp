#include "drivers/code/scanned_code.h"

#include "drivers/code/payload_text.h"

namespace hall::drivers {

Result<QList<Code>> scannedCode(QByteArrayView format, QByteArray bytes) {
  Result<QString> text = payloadText(bytes);
  if (!text) return failure(text.error());
  Code code;
  code.format = format.toByteArray();
  code.bytes = std::move(bytes);
  code.text = std::move(*text);
  return QList<Code>{std::move(code)};
}

Error scannerError(const Error& error) {
  if (error.kind == Failure::Disconnected) return {error.kind, "scanner.gone", error.detail};
  if (error.kind == Failure::Timeout) return {error.kind, "code.none", error.detail};
  return error;
}

DeviceReport scannerReport(const QString& model, const QByteArray& place, bool gone) {
  DeviceReport report;
  report.kind = DeviceKind::CodeReader;
  report.state = gone ? DeviceState::PowerOff : DeviceState::Online;
  report.id = place;
  report.model = model;
  if (gone) report.code = "scanner.gone";
  return report;
}

}  // namespace hall::drivers
