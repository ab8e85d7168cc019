#pragma once
// Bytes that change while nobody looks, and copies from which a technician mends. Thread: any, different folders.
#include <QRandomGenerator>
#include <QString>
#include <QStringList>

namespace hall::drill {

// Every file below, links and rights aside. What stands at `to` is removed first.
bool copyFolder(const QString& from, const QString& to);
// All files below whose name ends so; sorted.
QStringList filesBelow(const QString& folder, const QString& end = {});

// Turns bits of so many bytes at or after `from`. False if the file is too small or cannot be written.
bool flipBytes(const QString& path, int count, qint64 from, QRandomGenerator& dice);
bool truncateTo(const QString& path, qint64 size);

}  // namespace hall::drill
