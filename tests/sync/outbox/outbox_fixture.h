#pragma once
// An outbox in a folder of its own, that can be closed and opened again as after a restart.
#include <QDir>
#include <QTemporaryDir>
#include <memory>

#include "sync/base/identifier.h"
#include "sync/outbox/outbox.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_platform_keys.h"

namespace hall::test {

struct OutboxFixture {
  explicit OutboxFixture(const outbox::Limits& outboxLimits = {.minimumFreeBytes = 0}) : limits(outboxLimits) {
    if (const auto opened = open(); !opened) qFatal("outbox: %s", opened.error().code.constData());
  }

  [[nodiscard]] QString folder() const { return temporary.path() + QStringLiteral("/outbox"); }
  Result<void> reopen() {
    box.reset();
    return open();
  }
  Result<void> open() {
    auto opened = outbox::Outbox::open(folder(), key, keys.certificates(), clock, log, limits);
    if (!opened) return failure(opened.error());
    box = std::move(*opened);
    return {};
  }

  [[nodiscard]] outbox::SealRequest request(const QString& words = QStringLiteral("a wish")) const {
    return {mintIdentifier(clock), "residence-permit", "service", {{QStringLiteral("words"), words}}, {}};
  }
  [[nodiscard]] model::Submission sealed() const { return box->seal(request()).value(); }
  [[nodiscard]] model::Submission sealedWithPhoto(const QByteArray& photo = QByteArray(5000, 'p')) const {
    auto wish = request();
    wish.attachments = {{photo, "image/jpeg"}};
    return box->seal(wish).value();
  }
  [[nodiscard]] QString attachmentPath(const model::Submission& s) const {
    return folder() + QStringLiteral("/attachments/%1/%2")
                          .arg(QString::fromLatin1(s.submissionId), QString::fromLatin1(s.parts.at(1).digest.mid(8)));
  }

  FakeClock clock;
  QList<QByteArray> lines;
  Log log{clock, [this](const QByteArray& line) { lines.append(line); }};
  QTemporaryDir temporary;
  PlatformKeys keys;
  seal::TerminalKey key = seal::TerminalKey::openOrCreate(temporary.path() + QStringLiteral("/key"), clock).value();
  outbox::Limits limits;
  std::unique_ptr<outbox::Outbox> box;
};

}  // namespace hall::test
