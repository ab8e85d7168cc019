#pragma once
// Binds a ticket to a person without naming them. An identity number has few possible values, so a plain hash would
// be guessed in a minute; this one is slow on purpose (scrypt, 16 MiB, tens of milliseconds). It makes guessing dear,
// not impossible. Thread: any; blocks.
#include <QByteArray>

#include "sync/base/result.h"

namespace hall::seal {

// 16 random bytes. Internal ("key.random").
Result<QByteArray> freshSalt();
// 16 bytes. Internal ("key.derive").
Result<QByteArray> holderHash(const QByteArray& identityNumber, const QByteArray& salt);

}  // namespace hall::seal
