#include "sync/gateway/part_routes.h"

#include <algorithm>

#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"
#include "sync/seal/digest.h"

namespace hall::gateway {

namespace {

Response withOffset(Response response, qint64 offset) {
  response.fields.append({"Upload-Offset", QByteArray::number(offset)});
  return response;
}

// The announced part, or the answer if it cannot be had.
std::variant<model::Part, Response> announcedPart(Office& office, const Call& call) {
  const auto record = office.storage.find(call["submission_id"]);
  if (!record) return office.failed(record.error());
  const auto part = std::ranges::find(record->announcement.parts, call["digest"], &model::Part::digest);
  if (part == record->announcement.parts.end()) return problem(Problem::UnknownPart);
  return *part;
}

// A part is refused by its path and length, before its body is read.
Prospect expectPart(Office& office, const Call& call, std::optional<qint64> contentLength) {
  const auto found = announcedPart(office, call);
  if (const auto* refusal = std::get_if<Response>(&found)) return {0, *refusal};
  const qint64 size = std::get<model::Part>(found).size;
  if (contentLength && *contentLength > size) return {0, problem(Problem::TooLarge)};
  if (contentLength && *contentLength < size) return {0, problem(Problem::PartDiffers)};
  return {size};
}

void addPart(Office& office, const Call& call, const Reply& reply) {
  const QByteArray& body = call.request.body;
  const auto found = announcedPart(office, call);
  if (const auto* refusal = std::get_if<Response>(&found)) return reply(*refusal);
  const model::Part part = std::get<model::Part>(found);
  if (body.size() != part.size || seal::contentDigest(body) != part.digest) {
    return reply(problem(Problem::PartDiffers));
  }
  office.writer.add(
      [submissionId = call["submission_id"], digest = part.digest, body](Storage& storage) {
        return storage.addPart(submissionId, digest, body);
      },
      [&office, reply](const Result<void>& done) { reply(done ? emptyResponse() : office.failed(done.error())); });
}

void tellOffset(Office& office, const Call& call, const Reply& reply) {
  const auto found = announcedPart(office, call);
  if (const auto* refusal = std::get_if<Response>(&found)) return reply(*refusal);
  const auto offset = office.storage.partOffset(call["submission_id"], std::get<model::Part>(found));
  reply(offset ? withOffset(emptyResponse(), *offset) : office.failed(offset.error()));
}

void addPiece(Office& office, const Call& call, qint64 offset, const Reply& reply) {
  auto reached = std::make_shared<Storage::Reached>();
  office.writer.add(
      [=, submissionId = call["submission_id"], digest = call["digest"],
       bytes = call.request.body](Storage& storage) -> Result<void> {
        const auto done = storage.addPiece(submissionId, digest, offset, bytes);
        if (!done) return failure(done.error());
        *reached = *done;
        return {};
      },
      [&office, reached, reply](const Result<void>& done) {
        if (!done) return reply(office.failed(done.error()));
        reply(withOffset(reached->taken ? emptyResponse() : problem(Problem::OffsetConflict), reached->offset));
      });
}

// The last piece: the whole is put together and looked at here, so that the writer only stores it.
void complete(Office& office, const Call& call, const model::Part& part, QByteArray whole, const Reply& reply) {
  const QByteArray submissionId = call["submission_id"];
  whole += call.request.body;
  const bool good = whole.size() == part.size && seal::contentDigest(whole) == part.digest;
  office.writer.add(
      [=](Storage& storage) {
        return good ? storage.addPart(submissionId, part.digest, whole) : storage.dropPieces(submissionId, part.digest);
      },
      [&office, good, size = part.size, reply](const Result<void>& done) {
        if (!done) return reply(office.failed(done.error()));
        reply(good ? withOffset(emptyResponse(), size) : withOffset(problem(Problem::PartDiffers), 0));
      });
}

void goOn(Office& office, const Call& call, const Reply& reply) {
  const auto offset = call.request.uploadOffset;
  if (!offset) return reply(problem(Problem::BadRequest));
  const auto found = announcedPart(office, call);
  if (const auto* refusal = std::get_if<Response>(&found)) return reply(*refusal);
  const auto& part = std::get<model::Part>(found);
  const auto current = office.storage.partOffset(call["submission_id"], part);
  if (!current) return reply(office.failed(current.error()));
  if (*offset != *current) return reply(withOffset(problem(Problem::OffsetConflict), *current));
  const qint64 end = *offset + call.request.body.size();
  if (end > part.size) return reply(problem(Problem::TooLarge));
  if (call.request.body.isEmpty() && *offset == part.size) return reply(withOffset(emptyResponse(), part.size));
  if (end < part.size) return addPiece(office, call, *offset, reply);
  auto before = office.storage.pieces(call["submission_id"], part.digest);
  if (!before) return reply(office.failed(before.error()));
  // Somebody else has finished or begun anew between the two questions.
  if (before->size() != *offset) return reply(withOffset(problem(Problem::OffsetConflict), before->size()));
  complete(office, call, part, std::move(*before), reply);
}

}  // namespace

QList<Route> partRoutes(Office& office) {
  const auto with = [&office](void (*handler)(Office&, const Call&, const Reply&)) {
    return [&office, handler](const Call& call, const Reply& reply) { handler(office, call, reply); };
  };
  const QByteArray path = "/v1/submissions/{submission_id}/parts/{digest}";
  return {{"HEAD", path, Right::Terminal, 0, with(tellOffset)},
          {"PATCH", path, Right::Terminal, kMaximumPieceBytes, with(goOn)},
          {"PUT",
           path,
           Right::Terminal,
           kMaximumPartBytes,
           with(addPart),
           {},
           [&office](const Call& call, std::optional<qint64> length) { return expectPart(office, call, length); }}};
}

}  // namespace hall::gateway
