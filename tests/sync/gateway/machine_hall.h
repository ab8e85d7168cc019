#pragma once
// A gateway that machines are enrolled at, without sockets: the gate of access and the API behind it.
#include "sync/gateway/access.h"
#include "sync/gateway/machine_rows.h"
#include "sync/model/typed_code.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

namespace hall::test {

inline const QByteArray kEnrolments = "/v1/enrolments";
inline const QByteArray kRenewals = "/v1/certificates/renewals";

// A gateway with line keys on the engine of the running row, asked by whoever a test wants to be.
struct MachineHall : GatewayFixture {
  MachineHall() {
    gate = std::make_unique<gateway::Access>(*engine.storage, clock, log);
    machineApi = std::make_unique<gateway::Api>(
        *engine.storage, keys, clock, log,
        [this](gateway::Right right, const gateway::RequestHead& head, const gateway::Call& call) {
          return gate->refusal(right, head, call);
        },
        QString(), &line);
  }

  QByteArray newCode(gateway::Role role = gateway::Role::Kiosk, int hours = 24) {
    const QByteArray code = model::typedCode(QByteArray(16, static_cast<char>(++codes)), model::kEnrolmentSymbols);
    const QByteArray hash = line.codeHash(model::readTypedCode(code, model::kEnrolmentSymbols).value());
    const bool done = write([&](gateway::MachineRows rows) {
      return rows.addCode({hash, "一楼自助机3", role, clock.now().addSecs(3600LL * hours)}, clock.now());
    });
    if (!done) qFatal("code");
    return code;
  }
  bool write(const std::function<Result<void>(gateway::MachineRows)>& change) const {
    // By a session of its own, as the command has it beside a serving gateway.
    return beside->begin() && change(gateway::MachineRows(beside->writing())) && beside->commit();
  }
  seal::TerminalKey newTerminal() {
    return seal::TerminalKey::openOrCreate(folder.filePath(QStringLiteral("terminal-%1").arg(++terminals)), clock)
        .value();
  }
  gateway::Response askAs(const gateway::Peer& peer, const QByteArray& method, const QByteArray& path,
                          const QByteArray& body = {}) {
    std::promise<gateway::Response> promise;
    const auto prospect = machineApi->prospect({method, path, body.size(), peer});
    if (prospect.refusal) {
      promise.set_value(*prospect.refusal);
    } else {
      machineApi->handle({method, path, body, {}, peer},
                         [&promise](gateway::Response response) { promise.set_value(std::move(response)); });
    }
    gateway::Response response = promise.get_future().get();
    note(method, path, response.status, response.contentType, response.body, body);
    return response;
  }
  static QByteArray json(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }
  static QByteArray wishJson(const QByteArray& code, const seal::TerminalKey& owner, const seal::KeyPair& asking) {
    return json({{QStringLiteral("code"), QString::fromLatin1(code)},
                 {QStringLiteral("csr"), QString::fromLatin1(seal::CertificateRequest::make(asking)->pem())},
                 {QStringLiteral("identity"), QString::fromLatin1(owner.certificatePem())}});
  }
  gateway::Response enrol(const QByteArray& code, const seal::TerminalKey& owner) {
    clock.advance(std::chrono::minutes(2));  // nobody here is in a hurry
    return askAs(stranger(), "POST", kEnrolments, wishJson(code, owner, owner.pair()));
  }
  // The terminal of the fixture, which signs its wishes, as a machine of this gateway.
  gateway::Peer itself() { return enrolled(terminal); }
  static gateway::Peer stranger() { return {gateway::Peer::Standing::Nobody, "10.0.0.1"}; }
  static QJsonObject object(const gateway::Response& response) {
    return QJsonDocument::fromJson(response.body).object();
  }
  // As the line would know it after its enrolment.
  static gateway::Peer peerOf(const gateway::Response& response) {
    const auto certificate =
        seal::Certificate::fromPem(object(response).value(QStringLiteral("certificate")).toString().toLatin1()).value();
    return {gateway::Peer::Standing::Machine,    "10.0.0.1",           certificate.commonName(),
            gateway::roleOf(certificate.unit()), certificate.serial(), certificate.notAfter()};
  }
  gateway::Peer enrolled(const seal::TerminalKey& owner, gateway::Role role = gateway::Role::Kiosk) {
    const auto response = enrol(newCode(role), owner);
    if (response.status != 200) qFatal("enrol");
    return peerOf(response);
  }

  Engine engine;
  std::unique_ptr<gateway::Storage> beside = engine.another();
  gateway::LineKeys line = gateway::LineKeys::openOrCreate(folder.path()).value();
  std::unique_ptr<gateway::Access> gate;
  std::unique_ptr<gateway::Api> machineApi;
  int codes = 0;
  int terminals = 0;
};

}  // namespace hall::test
