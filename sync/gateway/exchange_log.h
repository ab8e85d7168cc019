#pragma once
// For the test suite alone (built with HALL_TESTS): every request and answer of this gateway as a line of JSON in the
// folder that HALL_EXCHANGES names, so that a test can hold all of them against openapi.yaml.
#include "sync/gateway/http_server.h"

namespace hall::gateway {

// Changes nothing if the folder is not named.
void noteExchanges(HttpServer::Handler& handler, HttpServer::Prospector& prospector);

}  // namespace hall::gateway
