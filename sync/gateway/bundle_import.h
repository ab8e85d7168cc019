#pragma once
// Takes what a terminal without a line has exported onto a stick. Each item goes through the same doors as over HTTP
// (announcement, parts, commit), so it meets the same checks and ends in the same receipt or refusal; taking a bundle
// twice, or half of it and then the whole, changes nothing. Thread: one at a time; works on several of its own.
#include <QJsonArray>

#include "sync/gateway/api.h"
#include "sync/media/bundle_reader.h"
#include "sync/model/receipt_list.h"

namespace hall::gateway {

struct Taken {
  model::ReceiptList answer;   // everything that was decided, as one list
  QList<QByteArray> notNow{};  // neither taken nor refused: our own trouble; the bundle should be imported again
};

class BundleImport {
 public:
  BundleImport(Storage& storage, const PlatformKeys& keys, Api& api, const Clock& clock)
      : m_storage(storage), m_keys(keys), m_api(api), m_clock(clock) {}

  // Refused ("bundle.not-admitted"): nobody knows that terminal; or BundleReader's errors. Then nothing was taken.
  Result<Taken> take(media::BundleReader& bundle);

 private:
  struct Outcome;
  struct Work;
  void takeCases(Work& work);
  Outcome takeOne(Work& work, qsizetype index);
  Outcome sendMissing(Work& work, qsizetype index, const QJsonArray& missing);
  [[nodiscard]] Outcome receipt(const QByteArray& body) const;
  static Outcome refused(const Response& response);
  Response ask(const QByteArray& method, const QByteArray& target, const QByteArray& body);

  Storage& m_storage;
  const PlatformKeys& m_keys;
  Api& m_api;
  const Clock& m_clock;
};

}  // namespace hall::gateway
