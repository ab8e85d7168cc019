#pragma once
// SAM_V frames in HID reports without a header: cut into reports, the last one filled up with zeros. Going back no more
// is needed than to put the reports together, because a frame states its own length. Thread: pure functions, any.
#include <QByteArray>
#include <QList>

namespace hall::drivers::hid {

QList<QByteArray> cutInReports(QByteArrayView frame, int reportSize);

}  // namespace hall::drivers::hid
