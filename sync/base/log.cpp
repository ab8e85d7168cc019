#include "sync/base/log.h"

#include <QJsonDocument>
#include <cstdio>

namespace hall {

namespace {
QString levelName(Log::Level level) {
  switch (level) {
    case Log::Level::Info:
      return QStringLiteral("info");
    case Log::Level::Warning:
      return QStringLiteral("warning");
    case Log::Level::Critical:
      return QStringLiteral("critical");
  }
  return QStringLiteral("critical");
}
}  // namespace

Log::Log(const Clock& clock, Sink sink) : m_clock(clock), m_sink(std::move(sink)) {}

void Log::event(Level level, QByteArrayView id, const QJsonObject& detail) {
  QJsonObject line{{QStringLiteral("time"), QString::fromLatin1(rfc3339(m_clock.now()))},
                   {QStringLiteral("event"), QString::fromLatin1(id)},
                   {QStringLiteral("level"), levelName(level)}};
  if (!detail.isEmpty()) {
    line.insert(QStringLiteral("detail"), detail);
  }
  const QByteArray text = QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n';
  const std::lock_guard lock(m_mutex);
  m_sink(text);
}

Log::Sink Log::standardError() {
  return [](const QByteArray& line) { std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr); };
}

}  // namespace hall
