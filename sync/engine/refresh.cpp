#include "sync/engine/refresh.h"

namespace hall::engine {

namespace {

constexpr int kOk = 200;
constexpr int kNothingNewer = 204;
constexpr int kNotFound = 404;
constexpr int kServerTrouble = 500;

Result<QByteArray> bodyOf(const Response& answer, const QByteArray& contentType) {
  if (answer.status == kOk && answer.contentType == contentType) return answer.body;
  const bool later = answer.status >= kServerTrouble || answer.status == 429 || answer.status == 408;
  return failure(later ? Failure::Busy : Failure::Invalid, "mirror.answer",
                 QStringLiteral("HTTP %1").arg(answer.status));
}

}  // namespace

Result<bool> refresh(mirror::MirroredFolder& folder, Transport& transport, const std::stop_token& stop) {
  const QByteArray path = "/v1/mirror/" + folder.collection();
  // A file that was damaged here is brought again with the manifest of the same version.
  const qint64 after = folder.version() - (folder.missing().isEmpty() ? 0 : 1);
  const auto answer = transport.send({"GET", path + "?after=" + QByteArray::number(after), {}, {}}, stop);
  if (!answer) return failure(answer.error());
  if (answer->status == kNothingNewer) return false;
  if (answer->status == kNotFound) return failure(Failure::NotFound, "mirror.not-offered");
  const auto message = bodyOf(*answer, "application/cms");
  if (!message) return failure(message.error());
  return folder.take(*message, [&](const mirror::File& file) -> Result<QByteArray> {
    if (stop.stop_requested()) return failure(Failure::Cancelled, "mirror.stopped");
    const auto fetched = transport.send({"GET", path + '/' + file.digest, {}, {}}, stop);
    if (!fetched) return failure(fetched.error());
    return bodyOf(*fetched, "application/octet-stream");
  });
}

}  // namespace hall::engine
