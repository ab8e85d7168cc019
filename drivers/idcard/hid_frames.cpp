#include "drivers/idcard/hid_frames.h"

namespace hall::drivers::hid {

QList<QByteArray> cutInReports(QByteArrayView frame, int reportSize) {
  QList<QByteArray> reports;
  for (qsizetype at = 0; at < frame.size(); at += reportSize) {
    QByteArray report = frame.sliced(at, std::min<qsizetype>(reportSize, frame.size() - at)).toByteArray();
    report.append(reportSize - report.size(), '\0');
    reports.append(std::move(report));
  }
  return reports;
}

}  // namespace hall::drivers::hid
