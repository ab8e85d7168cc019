#include "drivers/code/sight.h"

#include <QDataStream>
#include <QIODevice>

#include "drivers/code/payload_text.h"

namespace hall::drivers {

namespace {

constexpr qsizetype mostPasses = 256;

QDataStream& operator<<(QDataStream& out, const SeenCode& code) {
  out << code.format << code.bytes;
  for (const QPoint& corner : code.corners) out << corner;
  return out;
}

QDataStream& operator>>(QDataStream& in, SeenCode& code) {
  in >> code.format >> code.bytes;
  for (QPoint& corner : code.corners) in >> corner;
  return in;
}

}  // namespace

QByteArray packed(const Sight& sight) {
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  const qsizetype codes = std::min(sight.codes.size(), mostCodesInView);
  out << qint32(sight.kind) << sight.passes.mid(0, mostPasses) << qint32(codes);
  for (qsizetype i = 0; i < codes; ++i) out << sight.codes[i];
  return bytes;
}

std::optional<Sight> unpacked(const QByteArray& bytes) {
  QDataStream in(bytes);
  Sight sight;
  qint32 kind = 0;
  qint32 passes = 0;
  qint32 codes = 0;
  in >> kind >> passes;
  for (qint32 i = 0; i < passes && passes <= mostPasses && in.status() == QDataStream::Ok; ++i) {
    in >> sight.passes.emplaceBack();
  }
  in >> codes;
  if (kind < 0 || kind > qint32(Sight::Kind::Read) || codes < 0 || codes > mostCodesInView) return std::nullopt;
  for (qint32 i = 0; i < codes && in.status() == QDataStream::Ok; ++i) {
    SeenCode& code = sight.codes.emplaceBack();
    in >> code;
    if (code.bytes.size() > mostCodeBytes) return std::nullopt;
  }
  sight.kind = static_cast<Sight::Kind>(kind);
  const bool whole = in.status() == QDataStream::Ok && in.atEnd() && passes >= 0 && passes <= mostPasses;
  return whole && (sight.kind == Sight::Kind::Read) == !sight.codes.isEmpty() ? std::optional(sight) : std::nullopt;
}

}  // namespace hall::drivers
