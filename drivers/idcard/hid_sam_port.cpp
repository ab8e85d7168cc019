#include "drivers/idcard/hid_sam_port.h"

#include "drivers/idcard/hid_frames.h"
#include "sync/base/wipe.h"

namespace hall::drivers {

HidSamPort::HidSamPort(std::unique_ptr<ReportPort> reports, std::optional<hid::Envelope> envelope)
    : m_reports(std::move(reports)), m_envelope(envelope) {
  constexpr int usualSize = 64;
  m_size = m_reports->reports().output > 0 ? m_reports->reports().output : usualSize;
}

Result<qsizetype> HidSamPort::write(QByteArrayView bytes, const Deadline& deadline) {
  QList<QByteArray> reports;
  if (m_envelope) {
    Result<QByteArray> report = hid::seal(bytes, *m_envelope, m_size);
    if (!report) return failure(report.error());
    reports.append(std::move(*report));
  } else {
    reports = hid::cutInReports(bytes, m_size);
  }
  for (const QByteArray& report : reports) {
    if (const Result<void> written = m_reports->writeReport(report, deadline); !written) {
      return failure(written.error());
    }
  }
  return bytes.size();
}

Result<QByteArray> HidSamPort::readSome(const Deadline& deadline) {
  while (true) {
    Result<QByteArray> report = m_reports->readReport(deadline);
    if (!report || !m_envelope) {
      return report;
    }
    Result<hid::Letter> letter = hid::unseal(*report, *m_envelope);
    hall::wipe(*report);
    if (!letter) {
      return failure(letter.error());
    }
    if (!letter->payload.isEmpty()) {
      return std::move(letter->payload);
    }
    if (letter->result != 0) {
      return failure(Failure::Garbled, "reader.link", QStringLiteral("envelope says %1").arg(letter->result));
    }
  }
}

}  // namespace hall::drivers
