#pragma once
// A verdict as one line of JSON, and the texts that a line of input may hold.
#include <QJsonObject>

#include "sync/credential/verdict.h"

namespace hall::credential {

QJsonObject toJson(const Verdict& verdict);

// The line without its end; if it is no credential but base64 of one, that one.
QByteArray credentialIn(const QByteArray& line);

}  // namespace hall::credential
