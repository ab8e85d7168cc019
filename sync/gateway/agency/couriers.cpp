#include "sync/gateway/agency/couriers.h"

#include "sync/engine/http_transport.h"

namespace hall::gateway::agency {

namespace {
constexpr std::chrono::seconds kAnswerTime{10};
constexpr qint64 kLargestAnswer = 64LL * 1024;  // nobody reads it
}  // namespace

Result<std::unique_ptr<Couriers>> Couriers::start(const sql::Source& source, const Agencies& agencies,
                                                  const PlatformKeys& keys, const Clock& clock, Log& log) {
  auto couriers = std::make_unique<Couriers>();
  for (const Agency& agency : agencies.all()) {
    if (!agency.webhook) continue;
    engine::HttpOptions options;
    options.baseUrl = agency.webhook->origin;
    options.total = kAnswerTime;
    options.maximumBody = kLargestAnswer;
    options.authorities = agency.webhook->authorities;
    options.clientCertificate = agency.webhook->clientCertificate;
    options.clientKey = agency.webhook->clientKey;
    auto transport = engine::HttpTransport::create(options);
    if (!transport) return failure(transport.error());
    auto storage = Storage::open(source);
    if (!storage) return failure(storage.error());
    couriers->m_couriers.push_back(
        std::make_unique<Courier>(agency, std::move(*storage), std::move(*transport), keys, clock, log));
  }
  return couriers;
}

}  // namespace hall::gateway::agency
