#include "sync/gateway/part_list.h"

namespace hall::gateway {

QByteArray partListText(const QList<model::Part>& parts) {
  QByteArray text;
  for (const model::Part& part : parts) text += part.digest + ' ' + QByteArray::number(part.size) + '\n';
  return text;
}

QList<model::Part> partsFromText(const QByteArray& text) {
  QList<model::Part> parts;
  for (const QByteArray& line : text.split('\n')) {
    const qsizetype space = line.indexOf(' ');
    if (space > 0) parts.append({line.first(space), line.sliced(space + 1).toLongLong()});
  }
  return parts;
}

QByteArray sliceOf(const QByteArray& body, const QList<model::Part>& parts, const QByteArray& digest) {
  qint64 offset = 0;
  for (const model::Part& part : parts) {
    if (part.digest == digest) return body.mid(offset, part.size);
    offset += part.size;
  }
  return {};
}

}  // namespace hall::gateway
