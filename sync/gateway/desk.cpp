#include "sync/gateway/desk.h"

#include <cstdio>

#include "sync/base/durable_file.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

sql::Source sourceOf(const Desk& desk) {
  return desk.database.isEmpty() ? sql::Source::embedded(desk.data + QStringLiteral("/gateway.sqlite"))
                                 : sql::Source::server(desk.database);
}

Result<std::unique_ptr<Storage>> openStorage(const Desk& desk) {
  if (auto made = makeFolderDurably(desk.data, 0700); !made) return failure(made.error());
  return Storage::open(sourceOf(desk));
}

Result<void> change(Storage& storage, const std::function<Result<void>()>& write) {
  if (auto begun = storage.begin(); !begun) return begun;
  if (auto written = write(); !written) {
    storage.rollback();
    return written;
  }
  return storage.commit();
}

void print(const QByteArray& text) {
  std::fwrite(text.constData(), 1, static_cast<size_t>(text.size()), stdout);
  std::fflush(stdout);
}

int fail(const Error& error) {
  std::fprintf(stderr, "hall-gateway: %s %s %s\n", name(error.kind).constData(), error.code.constData(),
               qUtf8Printable(error.detail));
  return 1;
}

}  // namespace hall::gateway
