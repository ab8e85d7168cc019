#include "kiosk-app/self_test.h"

#include <QElapsedTimer>
#include <QGuiApplication>
#include <cstdio>

namespace hall::kiosk {

namespace {

class Report {
 public:
  void line(bool ok, const char* what, const QString& detail = {}) {
    std::printf("%-6s %s%s%s\n", ok ? "ok" : "FAILED", what, detail.isEmpty() ? "" : ": ", qPrintable(detail));
    m_failed = m_failed || !ok;
  }
  [[nodiscard]] int status() const { return m_failed ? 1 : 0; }

 private:
  bool m_failed = false;
};

void checkDefinitions(Report& report, const catalogue::Catalogue& catalogue) {
  report.line(!catalogue.services().isEmpty(), "service definitions", QString::number(catalogue.services().size()));
  for (const catalogue::Catalogue::Fault& fault : catalogue.faults()) {
    report.line(false, "service definition", fault.file + QStringLiteral(" ") + fault.what);
  }
}

void checkOutbox(Report& report, const outbox::Outbox& outbox) {
  const Result<void> journal = outbox.verifyJournal();
  report.line(journal.has_value(), "journal", journal ? QString() : QString::fromLatin1(journal.error().code));
  const std::optional<Error> gate = outbox.gate();
  report.line(!gate, "room for new cases", gate ? QString::fromLatin1(gate->code) : QString());
  if (const auto counts = outbox.countsByState(); counts) {
    for (auto entry = counts->constBegin(); entry != counts->constEnd(); ++entry) {
      report.line(true, "outbox",
                  QString::fromLatin1(model::name(entry.key())) + u' ' + QString::number(entry.value()));
    }
  } else {
    report.line(false, "outbox", QString::fromLatin1(counts.error().code));
  }
}

void checkDevices(Report& report, const drivers::Bay& bay) {
  // The bay looks for its devices on their lanes; two seconds are enough for those that are there.
  QElapsedTimer timer;
  timer.start();
  while (timer.elapsed() < 2000) QGuiApplication::processEvents(QEventLoop::AllEvents, 50);
  for (const drivers::DeviceReport& device : bay.reports()) {
    report.line(true, drivers::name(device.kind).constData(),
                QString::fromLatin1(drivers::name(device.state)) + u' ' + QString::fromLatin1(device.code));
  }
}

}  // namespace

int selfTest(const Result<std::unique_ptr<Kiosk>>& kiosk) {
  Report report;
  if (!kiosk) {
    report.line(false, kiosk.error().code.constData(), kiosk.error().detail);
    return report.status();
  }
  report.line(true, "settings, words, keys, platform certificates, outbox");
  checkDefinitions(report, (*kiosk)->catalogue());
  checkOutbox(report, (*kiosk)->outbox());
  checkDevices(report, (*kiosk)->bay());
  report.line((*kiosk)->show(), "pages");
  return report.status();
}

}  // namespace hall::kiosk
