#include "sync/gateway/bundle_import.h"

#include <QHash>
#include <QJsonDocument>
#include <algorithm>
#include <atomic>
#include <future>
#include <mutex>
#include <numeric>
#include <thread>
#include <vector>

#include "sync/base/identifier.h"
#include "sync/seal/cms.h"

namespace hall::gateway {

namespace {

// As many as wait for the writer together share its transactions; each holds one part in memory at most.
constexpr int kHands = 8;
constexpr int kMostRounds = 3;

QByteArray announcementOf(const QByteArray& terminalId, const media::Item& item) {
  QJsonArray parts;
  for (const model::Part& part : item.parts) {
    parts.append(
        QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(part.digest)}, {QStringLiteral("size"), part.size}});
  }
  return QJsonDocument(QJsonObject{{QStringLiteral("case_id"), QString::fromLatin1(item.caseId)},
                                   {QStringLiteral("terminal_id"), QString::fromLatin1(terminalId)},
                                   {QStringLiteral("terminal_seq"), item.terminalSeq},
                                   {QStringLiteral("digest"), QString::fromLatin1(item.digest)},
                                   {QStringLiteral("parts"), parts}})
      .toJson(QJsonDocument::Compact);
}

// Within a case in the terminal's order; cases side by side.
QList<QList<qsizetype>> casesOf(const QList<media::Item>& items) {
  QList<qsizetype> order(items.size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&items](qsizetype i) { return items[i].terminalSeq; });
  QList<QList<qsizetype>> cases;
  QHash<QByteArray, qsizetype> places;
  for (const qsizetype i : std::as_const(order)) {
    const auto place = places.constFind(items[i].caseId);
    if (place == places.constEnd()) {
      places.insert(items[i].caseId, cases.size());
      cases.append(QList<qsizetype>{i});
    } else {
      cases[*place].append(i);
    }
  }
  return cases;
}

}  // namespace

// Exactly one of these, or none of them: not now.
struct BundleImport::Outcome {
  std::optional<model::Receipt> receipt{};
  QByteArray problem{};
  bool damaged = false;
  bool proceed = false;  // for the steps in between
};

struct BundleImport::Work {
  media::BundleReader& bundle;
  QList<QList<qsizetype>> cases;
  std::mutex readerMutex{};
  std::atomic<qsizetype> next{0};
  std::vector<Outcome> outcomes;
};

Result<Taken> BundleImport::take(media::BundleReader& bundle) {
  const auto pem = m_storage.terminalCertificate(bundle.terminalId());
  if (!pem && pem.error().kind == Failure::NotFound) return failure(Failure::Refused, "bundle.not-admitted");
  if (!pem) return failure(pem.error());
  const auto terminal = seal::Certificate::fromPem(*pem);
  if (!terminal) return failure(terminal.error());
  if (auto verified = bundle.verify(*terminal); !verified) return failure(verified.error());
  const media::Manifest& manifest = bundle.manifest();
  Work work{.bundle = bundle, .cases = casesOf(manifest.items), .outcomes = {}};
  work.outcomes.resize(static_cast<size_t>(manifest.items.size()));
  {
    std::vector<std::jthread> hands;
    for (int i = 0; i < kHands; ++i) hands.emplace_back([this, &work] { takeCases(work); });
  }
  Taken taken{{manifest.terminalId, manifest.bundleId, mintIdentifier(m_clock), m_clock.now(), 1, 1, {}, {}, {}}};
  for (qsizetype i = 0; i < manifest.items.size(); ++i) {
    const media::Item& item = manifest.items[i];
    const Outcome& outcome = work.outcomes[static_cast<size_t>(i)];
    if (outcome.receipt) {
      taken.answer.receipts.append(*outcome.receipt);
    } else if (!outcome.problem.isEmpty()) {
      taken.answer.refusals.append({item.submissionId, item.digest, outcome.problem});
    } else if (outcome.damaged) {
      taken.answer.damaged.append(item.submissionId);
    } else {
      taken.notNow.append(item.submissionId);
    }
  }
  return taken;
}

void BundleImport::takeCases(Work& work) {
  for (qsizetype next = work.next++; next < work.cases.size(); next = work.next++) {
    for (const qsizetype index : std::as_const(work.cases[next])) {
      work.outcomes[static_cast<size_t>(index)] = takeOne(work, index);
    }
  }
}

BundleImport::Outcome BundleImport::takeOne(Work& work, qsizetype index) {
  const media::Item& item = work.bundle.manifest().items[index];
  const QByteArray path = "/v1/submissions/" + item.submissionId;
  const QByteArray commit = R"({"digest":")" + item.digest + R"("})";
  for (int round = 0; round < kMostRounds; ++round) {
    const Response announced =
        ask("PUT", path + "/announcement", announcementOf(work.bundle.manifest().terminalId, item));
    if (announced.status != 200) return refused(announced);
    const QJsonArray missing =
        QJsonDocument::fromJson(announced.body).object().value(QStringLiteral("missing")).toArray();
    Outcome sent = sendMissing(work, index, missing);
    if (!sent.proceed) return sent;
    const Response committed = ask("PUT", path, commit);
    if (committed.status == 200) return receipt(committed.body);
    if (committed.status != 202) return refused(committed);
  }
  return {};
}

BundleImport::Outcome BundleImport::sendMissing(Work& work, qsizetype index, const QJsonArray& missing) {
  const media::Item& item = work.bundle.manifest().items[index];
  for (const auto& value : missing) {
    const QByteArray digest = value.toString().toLatin1();
    const auto part = std::ranges::find(item.parts, digest, &model::Part::digest);
    if (part == item.parts.end()) return {};
    const auto bytes = [&] {
      const std::lock_guard lock(work.readerMutex);
      return work.bundle.part(index, part - item.parts.begin());
    }();
    if (!bytes) return {.damaged = true};
    const Response stored = ask("PUT", "/v1/submissions/" + item.submissionId + "/parts/" + digest, *bytes);
    if (stored.status != 204) return refused(stored);
  }
  return {.proceed = true};
}

// What the receipt itself says, read back as a terminal would.
BundleImport::Outcome BundleImport::receipt(const QByteArray& body) const {
  const QJsonObject answer = QJsonDocument::fromJson(body).object();
  const QByteArray message = QByteArray::fromBase64(answer.value(QStringLiteral("receipt")).toString().toLatin1());
  const auto content = seal::verifyAttached(message, m_keys.signing().certificate());
  if (!content) return {};
  const auto read = model::receiptFromJson(QJsonDocument::fromJson(*content).object());
  if (!read) return {};
  return {.receipt = *read};
}

// A refusal of the submission is final; "not now" and our own trouble are not.
BundleImport::Outcome BundleImport::refused(const Response& response) {
  const bool final = response.status >= 400 && response.status < 500 && response.status != 429;
  if (!final) return {};
  return {.problem =
              QJsonDocument::fromJson(response.body).object().value(QStringLiteral("type")).toString().toLatin1()};
}

Response BundleImport::ask(const QByteArray& method, const QByteArray& target, const QByteArray& body) {
  std::promise<Response> promise;
  m_api.handle({method, target, body}, [&promise](Response response) { promise.set_value(std::move(response)); });
  return promise.get_future().get();
}

}  // namespace hall::gateway
