#pragma once
// Two channels of one hall that work on a case through a gateway's API, each with its own key.
#include "sync/model/case_content.h"
#include "sync/model/lineage.h"
#include "tests/sync/gateway/gateway_fixture.h"

namespace hall::test {

struct CaseChannels {
  struct Made {
    QByteArray draftRev;
    gateway::Response answer;
    [[nodiscard]] QString operator[](const char* name) const {
      return QJsonDocument::fromJson(answer.body).object().value(QLatin1String(name)).toString();
    }
  };

  CaseChannels() { admit(counter); }
  void admit(const seal::TerminalKey& key) {
    if (!fixture.storage->begin() ||
        !fixture.storage->admit(key.terminalId(), key.certificatePem(), fixture.clock.now()) ||
        !fixture.storage->commit()) {
      qFatal("admit");
    }
  }
  static QByteArray json(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
  [[nodiscard]] static const char* channelOf(bool atCounter) { return atCounter ? "counter" : "kiosk"; }
  [[nodiscard]] const seal::TerminalKey& key(bool atCounter) const { return atCounter ? counter : fixture.terminal; }

  gateway::Response lease(const seal::TerminalKey& who, QJsonObject more = {}) {
    if (!more.contains(QStringLiteral("seconds"))) more.insert(QStringLiteral("seconds"), 600);
    more.insert(QStringLiteral("holder"), QString::fromLatin1(who.terminalId()));
    more.insert(QStringLiteral("channel"), QLatin1String(channelOf(&who == &counter)));
    return fixture.ask("PUT", path("/lease"), json(more));
  }
  qint64 fencing(const seal::TerminalKey& who, const QJsonObject& more = {}) {
    return QJsonDocument::fromJson(lease(who, more).body).object().value(QStringLiteral("fencing")).toInteger();
  }

  // The body of a revision; tests change it.
  QJsonObject body(const seal::TerminalKey& who, qint64 fence, const QByteArray& content) const {
    const auto sealed = seal::sealEnvelope(content, who.pair(), {fixture.keys.encryption().certificate()}).value();
    return {{QStringLiteral("holder"), QString::fromLatin1(who.terminalId())},
            {QStringLiteral("channel"), QLatin1String(channelOf(&who == &counter))},
            {QStringLiteral("fencing"), fence},
            {QStringLiteral("content"), QString::fromLatin1(sealed.toBase64())}};
  }
  [[nodiscard]] QByteArray content(const QMap<QByteArray, QString>& values, const seal::TerminalKey& who) const {
    model::CaseContent made{"pension", 1, {}};
    const auto where = &who == &counter ? model::Channel::Counter : model::Channel::Kiosk;
    for (auto value = values.constBegin(); value != values.constEnd(); ++value) {
      made.answers.insert(value.key(),
                          model::Answer(*value, model::Source::Person, model::Evidence::D, fixture.clock.now(), where));
    }
    return model::caseContentBytes(made);
  }
  Made revise(const seal::TerminalKey& who, qint64 fence, const QByteArray& parent,
              const QMap<QByteArray, QString>& values) {
    const QByteArray plain = content(values, who);
    const QByteArray draftRev = model::draftRev(plain, parent.isEmpty() ? QList<QByteArray>() : QList{parent});
    QJsonObject sent = body(who, fence, plain);
    if (!parent.isEmpty()) sent.insert(QStringLiteral("parent_rev"), QString::fromLatin1(parent));
    last = json(sent);
    return {draftRev, fixture.ask("PUT", path("/revisions/" + draftRev), last)};
  }
  Made decide(const seal::TerminalKey& who, qint64 fence, const QList<QByteArray>& parents,
              const QMap<QByteArray, QString>& values) {
    const QByteArray plain = content(values, who);
    QJsonArray names;
    for (const QByteArray& parent : parents) names.append(QString::fromLatin1(parent));
    QJsonObject sent = body(who, fence, plain);
    const QByteArray draftRev = model::draftRev(plain, parents);
    sent.insert(QStringLiteral("parents"), names);
    sent.insert(QStringLiteral("draft_rev"), QString::fromLatin1(draftRev));
    sent.insert(QStringLiteral("clerk"), QStringLiteral("clerk-7"));
    last = json(sent);
    return {draftRev, fixture.ask("POST", path("/decisions"), last)};
  }
  QJsonObject tell(const QByteArray& query = {}) {
    return QJsonDocument::fromJson(fixture.ask("GET", path() + query).body).object();
  }
  // What a terminal sees, opened with its own key.
  QJsonObject read(const seal::TerminalKey& who) {
    const QByteArray sealed = tell("?reader=" + who.terminalId()).value(QStringLiteral("sealed")).toString().toLatin1();
    const auto plain =
        seal::openEnvelope(QByteArray::fromBase64(sealed), who.pair(), fixture.keys.signing().certificate());
    return plain ? QJsonDocument::fromJson(*plain).object() : QJsonObject();
  }
  [[nodiscard]] QByteArray path(const QByteArray& tail = {}) const { return "/v1/cases/" + caseId + tail; }

  GatewayFixture fixture;
  seal::TerminalKey counter =
      seal::TerminalKey::openOrCreate(fixture.folder.path() + QStringLiteral("/counter"), fixture.clock).value();
  QByteArray caseId = mintIdentifier(fixture.clock);
  QByteArray last;  // the body sent last
};

}  // namespace hall::test
