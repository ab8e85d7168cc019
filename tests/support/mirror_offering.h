#pragma once
// A gateway that offers one collection, in the same process; `spoil` changes an answer on its way.
#include <QMap>

#include "sync/engine/refresh.h"
#include "sync/model/submission.h"
#include "tests/support/fake_platform_keys.h"

namespace hall::test {

class Offering final : public engine::Transport {
 public:
  void offer(qint64 version, const QMap<QByteArray, QByteArray>& files) {
    mirror::Manifest manifest{collection, version, QDateTime(QDate(2026, 11, 2), QTime(2, 0), Qt::UTC), {}};
    for (auto it = files.begin(); it != files.end(); ++it) {
      manifest.files.append({it.key(), model::contentDigest(it.value()), it.value().size()});
      blobs.insert(model::contentDigest(it.value()), it.value());
    }
    m_version = version;
    message = mirror::signManifest(manifest, keys.signing).value();
  }

  Result<engine::Response> send(const engine::Request& request, std::stop_token) override {
    asked.append(request.path);
    auto answer = healthy(request.path);
    if (spoil) spoil(request, answer);
    return answer;
  }

  const PlatformKeys keys;
  QByteArray collection = "services";
  QByteArray message;
  QMap<QByteArray, QByteArray> blobs;
  QList<QByteArray> asked;
  std::function<void(const engine::Request&, Result<engine::Response>&)> spoil;
  bool insists = false;  // gives what it has, newer or not

 private:
  Result<engine::Response> healthy(const QByteArray& path) const {
    const qsizetype question = path.indexOf("?after=");
    if (question >= 0) {
      const bool newer = m_version > path.mid(question + 7).toLongLong();
      if (!newer && !insists) return engine::Response{204, {}, {}, 0};
      return engine::Response{200, "application/cms", message, 0};
    }
    const auto blob = blobs.find(path.mid(path.lastIndexOf('/') + 1));
    if (blob == blobs.end()) return engine::Response{404, "application/problem+json", "{}", 0};
    return engine::Response{200, "application/octet-stream", *blob, 0};
  }

  qint64 m_version = 0;
};

}  // namespace hall::test
