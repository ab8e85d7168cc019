#pragma once
// An outbox in a folder of its own, that can be closed and opened again as after a restart.
#include <QDir>
#include <QJsonArray>
#include <QTemporaryDir>
#include <memory>

#include "sync/base/identifier.h"
#include "sync/outbox/outbox.h"
#include "sync/store/database.h"
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
  [[nodiscard]] model::Submission received(const model::Submission& s) const {
    (void)box->beginCommits({s.submissionId}).value();
    return box->settle(s.submissionId, keys.receipt(s.submissionId, s.digest)).value();
  }
  // What the platform answers to a list: `holding` for each entry.
  [[nodiscard]] QByteArray inventoryAnswer(const outbox::SignedInventory& asked, const char* holding,
                                           const QJsonArray& unlisted = {}, qint64 lastSeq = 0,
                                           const QDateTime& answeredAt = {}) const {
    QJsonArray entries;
    for (const model::InventoryEntry& entry : asked.inventory.entries) {
      entries.append(QJsonObject{{QStringLiteral("seq"), entry.seq},
                                 {QStringLiteral("submission_id"), QString::fromLatin1(entry.submissionId)},
                                 {QStringLiteral("state"), QString::fromLatin1(holding)}});
    }
    return keys.said(
        {{QStringLiteral("terminal_id"), QString::fromLatin1(key.terminalId())},
         {QStringLiteral("answered_at"), QString::fromLatin1(rfc3339(answeredAt.isValid() ? answeredAt : clock.now()))},
         {QStringLiteral("inventory_digest"), QString::fromLatin1(asked.digest)},
         {QStringLiteral("entries"), entries},
         {QStringLiteral("unlisted"), unlisted},
         {QStringLiteral("last_seq"), lastSeq}});
  }
  // The events of the journal about one subject, oldest first.
  [[nodiscard]] QList<QByteArray> events(const QByteArray& subject) const {
    QList<QByteArray> found;
    auto database = store::Database::open(folder() + QStringLiteral("/outbox.sqlite")).value();
    auto entries = database->prepare("SELECT entry FROM journal ORDER BY line").value();
    while (entries.step().value()) {
      const QJsonObject line = QJsonDocument::fromJson(entries.bytes(0)).object();
      if (line[QLatin1String("subject")].toString().toLatin1() != subject) continue;
      found.append(line[QLatin1String("event")].toString().toLatin1());
    }
    return found;
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
