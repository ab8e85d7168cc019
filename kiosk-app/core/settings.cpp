#include "kiosk-app/core/settings.h"

#include <QFile>
#include <QJsonDocument>

#include "sync/model/definition_reader.h"

namespace hall::kiosk {

namespace {

void read(model::DefinitionReader& reader, Settings& settings) {
  const auto number = [&](const char* key, int minimum, int maximum, int& value) {
    value = static_cast<int>(reader.integer(QLatin1String(key), minimum, maximum, value));
  };
  if (const model::LocalText name = reader.localText(QStringLiteral("hall_name"), false); !name.zh.isEmpty()) {
    settings.hallName = name;
  }
  const QString address = reader.text(QStringLiteral("gateway"), false);
  settings.gateway = QUrl(address, QUrl::StrictMode);
  while (settings.gateway.path().endsWith(u'/')) settings.gateway.setPath(settings.gateway.path().chopped(1));
  const bool web = settings.gateway.scheme() == u"https" || settings.gateway.scheme() == u"http";
  if (!address.isEmpty() && (!settings.gateway.isValid() || settings.gateway.host().isEmpty() || !web)) {
    reader.fail(QStringLiteral("gateway"), QStringLiteral("must be an http or https address"));
  }
  const auto device = [&](const char* key, QString& where) {
    if (reader.has(QLatin1String(key))) where = reader.text(QLatin1String(key), false);
  };
  device("id_card_reader", settings.idCardReader);
  device("photo_library", settings.photoLibrary);
  device("code_reader", settings.codeReader);
  device("receipt_printer", settings.receiptPrinter);
  device("page_printer", settings.pagePrinter);
  device("document_camera", settings.documentCamera);
  const auto found = [&](const char* key, QString& where) {
    device(key, where);
    if (!where.isEmpty() && where != u"auto") reader.fail(QLatin1String(key), QStringLiteral("must be auto or empty"));
  };
  found("keypad", settings.keypad);
  found("auxiliaries", settings.auxiliaries);
  found("lights", settings.lights);
  settings.panelWidth = static_cast<double>(
      reader.integer(QStringLiteral("panel_width_mm"), 60, 2000, static_cast<qint64>(settings.panelWidth)));
  number("switch_move", 0, 775, settings.switchMove);
  number("switch_select", 0, 775, settings.switchSelect);
  number("switch_hold_ms", 0, 500, settings.switchHold);
  number("switch_debounce_ms", 0, 900, settings.switchDebounce);
  if (settings.switchMove != 0 && settings.switchMove == settings.switchSelect) {
    reader.fail(QStringLiteral("switch_select"), QStringLiteral("must be another key than switch_move"));
  }
  number("idle_seconds", 120, 300, settings.idleSeconds);
  number("countdown_seconds", 20, 45, settings.countdownSeconds);
  number("maximum_waiting", 1, 1000000, settings.maximumWaiting);
  number("maximum_offline_days", 1, 365, settings.maximumOfflineDays);
  number("minimum_free_megabytes", 16, 1000000, settings.minimumFreeMegabytes);
  number("retention_days", 1, 3650, settings.retentionDays);
  number("warn_working_days", 0, 5, settings.warnWorkingDays);
  number("draft_days", 1, 30, settings.draftDays);
  number("thanks_seconds", 3, 60, settings.thanksSeconds);
  number("local_slip_seconds", 0, 60, settings.localSlipSeconds);
}

}  // namespace

Result<Settings> Settings::load(const QString& path) {
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) {
    return failure(Failure::NotFound, "settings.file", path);
  }
  QJsonParseError parseFault;
  const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &parseFault);
  if (!document.isObject()) {
    const QString what = document.isNull() ? parseFault.errorString() : QStringLiteral("is not an object");
    return failure(Failure::Invalid, "settings.invalid", what);
  }
  Settings settings;
  QString fault;
  model::DefinitionReader reader(document.object(), QString(), fault);
  read(reader, settings);
  reader.finish();
  if (!fault.isEmpty()) {
    return failure(Failure::Invalid, "settings.invalid", fault);
  }
  return settings;
}

}  // namespace hall::kiosk
