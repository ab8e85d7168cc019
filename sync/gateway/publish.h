#pragma once
// `hall-gateway publish`: offers the files of a folder as the next version of a collection. Nothing is offered that the
// terminals would not take: definitions must parse, names and sizes must fit.
#include "sync/gateway/desk.h"

namespace hall::gateway {

int publish(const Desk& desk, const QByteArray& collection, const QString& folder);

}  // namespace hall::gateway
