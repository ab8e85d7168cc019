#pragma once
// A bundle of a terminal that has no outbox: for what is only about the bytes.
#include "sync/base/identifier.h"
#include "sync/media/bundle_layout.h"
#include "sync/media/bundle_writer.h"
#include "tests/support/fake_clock.h"

namespace hall::test {

struct MadeBundle {
  media::Item item(const QList<QByteArray>& contents) {
    media::Item made{mintIdentifier(clock), mintIdentifier(clock), ++seq, {}, {}};
    for (const QByteArray& content : contents) {
      made.parts.append({model::contentDigest(content), content.size()});
      bytes.insert(made.parts.last().digest, content);
    }
    made.digest = model::submissionDigest(contents.value(0), made.parts.mid(1));
    return made;
  }
  [[nodiscard]] media::BundleWriter writer(const QList<media::Item>& items) const {
    return media::BundleWriter::create({terminalId, bundleId, clock.now(), items}, key).value();
  }
  [[nodiscard]] QByteArray whole(const media::BundleWriter& writer) const {
    QByteArray all;
    const auto written = writer.write(
        [this](const media::Item&, const model::Part& part) -> Result<QByteArray> { return bytes.value(part.digest); },
        [&all](const QByteArray& some) -> Result<void> {
          all += some;
          return {};
        });
    return written ? all : QByteArray();
  }

  FakeClock clock;
  QByteArray terminalId = mintIdentifier(clock);
  QByteArray bundleId = mintIdentifier(clock);
  seal::KeyPair key = seal::KeyPair::generate(terminalId, seal::KeyUse::SignAndAgree).value();
  qint64 seq = 0;
  QMap<QByteArray, QByteArray> bytes;
};

}  // namespace hall::test
