#include "sync/gateway/client_address.h"

#include <arpa/inet.h>

#include <array>

namespace hall::gateway {

namespace {
constexpr qsizetype kNetworkBytes = 8;
constexpr qsizetype kMappedPrefix = 12;
}  // namespace

QByteArray plainAddress(const QByteArray& address) {
  in6_addr v6{};
  if (::inet_pton(AF_INET6, address.constData(), &v6) != 1) return address;
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool mapped = IN6_IS_ADDR_V4MAPPED(&v6);
  const void* from = mapped ? static_cast<const void*>(&v6.s6_addr[kMappedPrefix]) : &v6;
  if (::inet_ntop(mapped ? AF_INET : AF_INET6, from, text.data(), text.size()) == nullptr) return address;
  return text.data();
}

QByteArray limitKey(const QByteArray& address) {
  const QByteArray plain = plainAddress(address);
  in6_addr v6{};
  if (::inet_pton(AF_INET6, plain.constData(), &v6) != 1) return plain;
  return QByteArray(reinterpret_cast<const char*>(&v6), kNetworkBytes).toHex();
}

}  // namespace hall::gateway
