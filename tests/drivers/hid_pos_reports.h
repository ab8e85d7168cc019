#pragma once
// What a HID POS scanner would send.
#include <QByteArray>
#include <QList>

namespace hall::test {

inline QByteArray posReport(const QByteArray& aim, const QByteArray& data, bool more = false) {
  QByteArray report = QByteArray(1, '\x02') + static_cast<char>(data.size()) + aim + data;
  report = report.leftJustified(64, '\0', true);
  report[63] = more ? '\x01' : '\0';
  return report;
}

inline QList<QByteArray> posReports(const QByteArray& aim, const QByteArray& data) {
  constexpr qsizetype most = 56;
  QList<QByteArray> reports;
  for (qsizetype at = 0; at < data.size(); at += most) {
    reports.append(posReport(aim, data.mid(at, most), at + most < data.size()));
  }
  return reports;
}

// The report descriptor of such a scanner: usage page 0x8C, usage 2; input 2 and, where it has one, feature 0xFE.
inline QByteArray posDescriptor() {
  return QByteArray::fromHex(
      "058C0902A101"  // bar code scanner, application
      "8502150026FF007508953F09128102"
      "85FE750895010901B102"
      "C0");
}

}  // namespace hall::test
