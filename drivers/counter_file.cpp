#include "drivers/counter_file.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLockFile>

#include "sync/base/durable_file.h"

namespace hall::drivers {

namespace {

constexpr qint64 kMostBytes = 1 << 20;
constexpr mode_t kMode = 0640;

std::optional<DeviceCounts> parse(const QByteArray& bytes) {
  const QJsonDocument document = QJsonDocument::fromJson(bytes);
  if (!document.isObject()) return std::nullopt;
  DeviceCounts all;
  const QJsonObject devices = document.object();
  for (auto device = devices.begin(); device != devices.end(); ++device) {
    if (!device.value().isObject()) return std::nullopt;
    const QJsonObject counts = device.value().toObject();
    for (auto count = counts.begin(); count != counts.end(); ++count) {
      if (!count.value().isDouble() || count.value().toDouble() < 0) return std::nullopt;
      all[device.key().toUtf8()][count.key().toUtf8()] = count.value().toInteger();
    }
  }
  return all;
}

QByteArray format(const DeviceCounts& all) {
  QJsonObject devices;
  for (auto device = all.begin(); device != all.end(); ++device) {
    QJsonObject counts;
    for (auto count = device.value().begin(); count != device.value().end(); ++count) {
      counts.insert(QString::fromUtf8(count.key()), count.value());
    }
    devices.insert(QString::fromUtf8(device.key()), counts);
  }
  return QJsonDocument(devices).toJson();
}

}  // namespace

QByteArray identityOf(const DeviceReport& report) {
  return report.id.isEmpty() ? QByteArray() : name(report.kind) + ':' + report.id;
}

void addTo(DeviceCounts& all, const DeviceCounts& more) {
  for (auto device = more.begin(); device != more.end(); ++device) {
    Counts& counts = all[device.key()];
    for (auto count = device.value().begin(); count != device.value().end(); ++count) {
      const bool moment = count.key().endsWith("-at");
      counts[count.key()] = moment ? count.value() : counts[count.key()] + count.value();
    }
  }
}

Result<DeviceCounts> CounterFile::read() const {
  const Result<QByteArray> bytes = readWholeFile(m_path, kMostBytes);
  if (!bytes) {
    if (bytes.error().kind == Failure::NotFound) return DeviceCounts();
    if (bytes.error().code == "file.too-large") return failure(Failure::Corrupt, "counters.damaged");
    return failure(bytes.error());
  }
  std::optional<DeviceCounts> all = parse(*bytes);
  if (!all) return failure(Failure::Corrupt, "counters.damaged");
  return std::move(*all);
}

Result<bool> CounterFile::change(const std::function<bool(DeviceCounts&)>& turn) {
  QLockFile lock(m_path + QStringLiteral(".lock"));
  constexpr int patience = 5000;  // milliseconds; a change takes a few
  if (!lock.tryLock(patience)) return failure(Failure::Busy, "counters.locked");
  Result<DeviceCounts> all = read();
  const bool damaged = !all && all.error().code == "counters.damaged";
  if (damaged) {
    const QString aside = m_path + QStringLiteral(".damaged-") + QString::number(QDateTime::currentSecsSinceEpoch());
    if (!QFile::rename(m_path, aside)) return failure(all.error());
    all = DeviceCounts();
  }
  if (!all) return failure(all.error());
  if (!turn(*all)) return failure(Failure::NotFound, "counters.unknown");
  if (const Result<void> written = writeDurably(m_path, format(*all), kMode); !written) return failure(written.error());
  return damaged;
}

Result<bool> CounterFile::add(const DeviceCounts& more) {
  return change([&more](DeviceCounts& all) {
    addTo(all, more);
    return true;
  });
}

Result<void> CounterFile::reset(const QByteArray& identity, const QByteArray& what) {
  const Result<bool> changed =
      change([&](DeviceCounts& all) { return all.contains(identity) && all[identity].remove(what) > 0; });
  if (!changed) return failure(changed.error());
  return {};
}

}  // namespace hall::drivers
