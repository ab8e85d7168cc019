#pragma once
// A message as Standard Webhooks (standardwebhooks.com) has it: an id that is the same at every try, the time of the
// try, and a signature over both and the body. It tells that something was received, never what. Pure; any thread.
#include "sync/engine/transport.h"
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/agency/feed_rows.h"

namespace hall::gateway::agency {

// "v1,…" for each secret (HMAC-SHA256) and "v1a,…" for the Ed25519 key, with spaces between. Internal ("key.sign").
Result<QByteArray> webhookSignature(const Endpoint& endpoint, const QByteArray& id, qint64 seconds,
                                    const QByteArray& body);

// The whole request; `now` is the time of this try.
Result<engine::Request> webhookRequest(const Endpoint& endpoint, const FeedItem& item, const QDateTime& now);

}  // namespace hall::gateway::agency
