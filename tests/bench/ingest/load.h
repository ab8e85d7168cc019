#pragma once
// So many keep-alive connections to one port, each sending the next request as soon as it has its answer. One thread.
#include <QByteArray>
#include <QList>

namespace hall::bench {

QByteArray post(const QByteArray& path, const QByteArray& contentType, const QByteArray& body);

// Requests per second, or 0 if one answer was not 200 or did not hold `expected`.
double load(quint16 port, int connections, const QList<QByteArray>& requests, const QByteArray& expected);

}  // namespace hall::bench
