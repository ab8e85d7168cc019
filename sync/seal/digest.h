#pragma once
// SHA-256 by the processor's own instructions, ten times as fast as Qt's: for whoever hashes every byte that comes in.
// Pure; thread: any.
#include <QByteArray>

namespace hall::seal {

QByteArray sha256(QByteArrayView bytes);         // 32 bytes
QByteArray contentDigest(QByteArrayView bytes);  // the very text of model::contentDigest

}  // namespace hall::seal
