#pragma once
// Addresses of clients as text, for limits and lists. Thread: any.
#include <QByteArray>

namespace hall::gateway {

// An IPv4 address that came in the clothes of IPv6 (::ffff:a.b.c.d) as itself, IPv6 in its usual short form; what is no
// address stays as it is.
QByteArray plainAddress(const QByteArray& address);

// By what limits count: an IPv4 address, and of IPv6 the network of the smallest kind (/64), of which somebody has all
// addresses or none.
QByteArray limitKey(const QByteArray& address);

}  // namespace hall::gateway
