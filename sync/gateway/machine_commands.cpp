#include "sync/gateway/machine_commands.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <optional>

#include "sync/gateway/line_keys.h"
#include "sync/gateway/machine_rows.h"
#include "sync/gateway/storage.h"
#include "sync/model/typed_code.h"

namespace hall::gateway {

namespace {

constexpr int kRandomBytes = 16;
constexpr std::chrono::hours kLongestValidity{24 * 30};

std::optional<std::chrono::minutes> readValidity(const QByteArray& text) {
  bool valid = false;
  const int count = text.chopped(text.isEmpty() ? 0 : 1).toInt(&valid);
  if (!valid || count < 1 || count > 100000) return std::nullopt;
  std::chrono::minutes validity{0};
  if (text.endsWith('m')) validity = std::chrono::minutes(count);
  if (text.endsWith('h')) validity = std::chrono::hours(count);
  if (text.endsWith('d')) validity = std::chrono::hours(24 * count);
  if (validity.count() == 0 || validity > kLongestValidity) return std::nullopt;
  return validity;
}

QString when(const QDateTime& time) {
  return time.isValid() ? QString::fromLatin1(rfc3339(time)) : QString();
}

QJsonObject describe(const Machine& machine) {
  return {{QStringLiteral("terminal_id"), QString::fromLatin1(machine.terminalId)},
          {QStringLiteral("name"), QString::fromUtf8(machine.name)},
          {QStringLiteral("role"), QString::fromLatin1(name(machine.role))},
          {QStringLiteral("enrolled_at"), when(machine.enrolledAt)},
          {QStringLiteral("certificate_until"), when(machine.notAfter)},
          {QStringLiteral("revoked_at"), when(machine.revokedAt)},
          {QStringLiteral("revoked_reason"), QString::fromUtf8(machine.revokedReason)}};
}

}  // namespace

int enrolCode(const Desk& desk, const NewCode& wish) {
  const Role role = roleOf(wish.role);
  const auto validity = readValidity(wish.validity);
  const bool named = !wish.name.trimmed().isEmpty() && wish.name.size() <= 200;
  if (role == Role::None || !validity || !named) return fail({Failure::Invalid, "gateway.enrol-code", {}});
  const auto line = LineKeys::open(desk.data);
  if (!line) return fail(line.error());
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  QByteArray random(kRandomBytes, Qt::Uninitialized);
  QRandomGenerator::system()->generate(random.begin(), random.end());
  const QByteArray code = model::typedCode(random, model::kEnrolmentSymbols);
  const QDateTime now = desk.clock.now();
  const QDateTime until = now.addMSecs(std::chrono::milliseconds(*validity).count());
  const QByteArray hash = line->codeHash(model::readTypedCode(code, model::kEnrolmentSymbols).value());
  const auto done = change(**storage, [&] {
    return MachineRows((*storage)->writing()).addCode({hash, wish.name, role, until}, now);
  });
  if (!done) return fail(done.error());
  print("code         " + code + "\nfingerprint  " + line->typedFingerprint() + "\nvalid until  " + rfc3339(until) +
        '\n');
  return 0;
}

int machines(const Desk& desk, bool json) {
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  const auto all = MachineRows((*storage)->writing()).machines();
  if (!all) return fail(all.error());
  QJsonArray list;
  for (const Machine& machine : *all) {
    const QJsonObject line = describe(machine);
    list.append(line);
    if (json) continue;
    for (const char* field : {"terminal_id", "role", "certificate_until", "revoked_at", "name"}) {
      const QString text = line.value(QLatin1String(field)).toString();
      print((text.isEmpty() ? QStringLiteral("-") : text).toUtf8() + ' ');
    }
    print("\n");
  }
  if (json) print(QJsonDocument(list).toJson());
  return 0;
}

int revoke(const Desk& desk, const QByteArray& terminalId, const QByteArray& reason) {
  if (reason.trimmed().isEmpty()) return fail({Failure::Invalid, "gateway.revoke-reason", {}});
  auto storage = openStorage(desk);
  if (!storage) return fail(storage.error());
  int count = 0;
  const auto done = change(**storage, [&]() -> Result<void> {
    const auto revoked = MachineRows((*storage)->writing()).revoke(terminalId, reason, desk.clock.now());
    if (!revoked) return failure(revoked.error());
    count = *revoked;
    return {};
  });
  if (!done) return fail(done.error());
  desk.log.event(Log::Level::Warning, "gateway.revoked",
                 {{QStringLiteral("terminal"), QString::fromLatin1(terminalId)},
                  {QStringLiteral("certificates"), count},
                  {QStringLiteral("reason"), QString::fromUtf8(reason)}});
  return 0;
}

}  // namespace hall::gateway
