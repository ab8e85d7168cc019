#pragma once
// A hall's gateway below a province's, both as real programs, and terminals that hand in to the hall.
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "sync/outbox/outbox.h"
#include "tests/support/gateway_process.h"

namespace hall::test {

inline std::unique_ptr<engine::HttpTransport> lineTo(const GatewayProcess& gateway) {
  engine::HttpOptions options;
  options.baseUrl = gateway.url();
  return engine::HttpTransport::create(options).value();
}

struct Halls {
  struct Terminal {
    explicit Terminal(Halls& halls, const QString& name)
        : key(seal::TerminalKey::openOrCreate(halls.folder.filePath(name + QStringLiteral("/keys")), halls.clock)
                  .value()),
          box(outbox::Outbox::open(halls.folder.filePath(name), key, halls.hall.certificates(), halls.clock, halls.log,
                                   {.minimumFreeBytes = 0})
                  .value()) {
      if (!halls.hall.admit(key.certificatePem())) qFatal("admit");
      sendTo(halls.hall, halls);
    }
    void sendTo(const GatewayProcess& gateway, Halls& halls) {
      engine.reset();
      line = lineTo(gateway);
      engine = std::make_unique<engine::SendingEngine>(*box, *line, halls.clock, halls.log,
                                                       engine::SendingEngine::Callbacks());
    }
    model::Submission handIn(const Clock& clock) {
      const auto submission = box->seal({mintIdentifier(clock),
                                         "residence-permit",
                                         "service",
                                         {{QStringLiteral("words"), QStringLiteral("a wish")}},
                                         {}})
                                  .value();
      engine->wake();
      return submission;
    }
    [[nodiscard]] bool allReceived() const {
      return box->countsByState().value().value(model::SubmissionState::Received) == box->all()->size();
    }
    seal::TerminalKey key;
    std::unique_ptr<outbox::Outbox> box;
    std::unique_ptr<engine::HttpTransport> line;
    std::unique_ptr<engine::SendingEngine> engine;
  };

  Halls() {
    if (!province.start() || !QDir(folder.path()).mkpath(QStringLiteral("hall/upstream"))) qFatal("province");
    QFile file(folder.filePath(QStringLiteral("hall/upstream/platform.pem")));
    if (!file.open(QIODevice::WriteOnly) || file.write(province.certificatesPem()) < 0) qFatal("platform.pem");
    file.close();
    hall.alsoServe({QStringLiteral("--upstream"), QString::fromLatin1(province.url())});
    if (!hall.start()) qFatal("hall");
  }
  // Looks up and down at once when it starts.
  bool startHallAnew() { return hall.stop() == 0 && hall.start(); }

  // Ids of what is received there.
  static QSet<QByteArray> received(GatewayProcess& gateway) {
    QSet<QByteArray> ids;
    const QJsonArray list = gateway.list();
    for (const QJsonValue& one : list) {
      if (one[QLatin1String("state")].toString() != QLatin1String("received")) continue;
      ids.insert(one[QLatin1String("submission_id")].toString().toLatin1());
    }
    return ids;
  }
  static int decide(const GatewayProcess& gateway, const QByteArray& submissionId) {
    const QByteArray decision = R"({"submission_id":")" + submissionId + R"(","business_status":"accepted"})";
    const auto answer = lineTo(gateway)->send({"POST", "/v1/agency/decisions", decision, "application/json"}, {});
    return answer ? answer->status : 0;
  }
  static qsizetype statementsFor(const GatewayProcess& gateway, const QByteArray& terminalId) {
    const auto page = lineTo(gateway)->send({"GET", "/v1/terminals/" + terminalId + "/statuses", {}, {}}, {});
    if (!page) return -1;
    return QJsonDocument::fromJson(page->body).object().value(QStringLiteral("items")).toArray().size();
  }
  // One line of /metrics.
  static QByteArray figure(const GatewayProcess& gateway, const QByteArray& name) {
    const auto page = lineTo(gateway)->send({"GET", "/metrics", {}, {}}, {});
    if (!page) return {};
    for (const QByteArray& line : page->body.split('\n')) {
      if (line.startsWith(name + ' ')) return line.mid(name.size() + 1);
    }
    return {};
  }

  QTemporaryDir folder;
  SystemClock clock;
  Log log{clock, [](const QByteArray&) {}};
  GatewayProcess province{folder.filePath(QStringLiteral("province"))};
  GatewayProcess hall{folder.filePath(QStringLiteral("hall"))};
};

}  // namespace hall::test
