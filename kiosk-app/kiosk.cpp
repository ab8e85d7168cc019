#include "kiosk-app/kiosk.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QQuickWindow>
#include <QtQml/QQmlExtensionPlugin>

#include "kiosk-app/acceptance_paper.h"
#include "kiosk-app/glass.h"
#include "kiosk-app/glyph_raster.h"
#include "sync/seal/platform_certificates.h"
#ifdef HALL_SIM
#include "drivers/sim/sim_bay.h"
#endif
#include "drivers/hardware_bay.h"

// Our QML modules are linked in; naming them keeps the linker from leaving their types out.
Q_IMPORT_QML_PLUGIN(Hall_ControlsPlugin)
Q_IMPORT_QML_PLUGIN(Hall_AssistPlugin)
Q_IMPORT_QML_PLUGIN(Hall_CitizenPlugin)
#ifdef HALL_SIM
Q_IMPORT_QML_PLUGIN(Hall_DockPlugin)
#endif

namespace hall::kiosk {

namespace {

Result<std::unique_ptr<drivers::Bay>> makeBay(const KioskOptions& options, const Settings& settings) {
#ifdef HALL_SIM
  if (options.simulate) {
    drivers::sim::SimBay::Options simOptions;
    simOptions.slipFolder = options.slips;
    Result<std::unique_ptr<drivers::sim::SimBay>> bay = drivers::sim::SimBay::create(simOptions);
    if (!bay) return failure(bay.error());
    return std::unique_ptr<drivers::Bay>(std::move(*bay));
  }
#endif
  if (options.simulate) {
    return failure(Failure::Unsupported, "kiosk.no-simulator", QStringLiteral("this build has no simulated devices"));
  }
  drivers::HardwareBay::Options hardware;
  hardware.catalogueFolder = options.assets + QStringLiteral("/devices");
  hardware.idCardReader = settings.idCardReader;
  hardware.photoLibrary = settings.photoLibrary;
  hardware.codeReader = settings.codeReader;
  hardware.documentCamera = settings.documentCamera;
  hardware.receiptPrinter = settings.receiptPrinter;
  hardware.pagePrinter = settings.pagePrinter;
  hardware.keypad = settings.keypad;
  hardware.auxiliaries = settings.auxiliaries;
  hardware.lights = settings.lights;
  hardware.raster = drawText;
  Result<std::unique_ptr<drivers::HardwareBay>> bay = drivers::HardwareBay::create(hardware);
  if (!bay) return failure(bay.error());
  return std::unique_ptr<drivers::Bay>(std::move(*bay));
}

Result<Settings> readSettings(const KioskOptions& options) {
  const QString path = options.settings.isEmpty() ? options.data + QStringLiteral("/settings.json") : options.settings;
  Result<Settings> settings = Settings::load(path);
  const bool mayBeMissing = options.settings.isEmpty();
  if (!settings && settings.error().kind == Failure::NotFound && mayBeMissing) return Settings();
  return settings;
}

// One connection to the gateway; null if none is set.
Result<std::unique_ptr<engine::HttpTransport>> lineTo(const KioskOptions& options, const Settings& settings) {
  if (settings.gateway.isEmpty()) return std::unique_ptr<engine::HttpTransport>();
  engine::HttpOptions http;
  http.baseUrl = settings.gateway.toEncoded();
  http.maximumBody = mirror::kMaximumFileBytes;
  http.keys = options.data + QStringLiteral("/keys");
  return engine::HttpTransport::create(http);
}

// Without a table of holidays legal deadlines are told too early; a damaged one is a mistake of the installation.
Result<outbox::Limits> limitsOf(const Settings& settings, const KioskOptions& options) {
  outbox::Limits limits;
  limits.maximumWaiting = settings.maximumWaiting;
  limits.maximumOffline = std::chrono::hours(24 * settings.maximumOfflineDays);
  limits.minimumFreeBytes = qint64{settings.minimumFreeMegabytes} * 1024 * 1024;
  limits.retention = std::chrono::hours(24 * settings.retentionDays);
  limits.warnWorkingDays = settings.warnWorkingDays;
  QFile table(options.assets + QStringLiteral("/calendar/holidays.json"));
  if (!table.open(QIODevice::ReadOnly)) return limits;
  auto calendar = model::WorkingDays::parse(table.readAll());
  if (!calendar) return failure(calendar.error());
  limits.calendar = std::move(*calendar);
  return limits;
}

Mirrors::Place mirrorsOf(const KioskOptions& options) {
  return {options.data, options.assets + QStringLiteral("/services")};
}

}  // namespace

Result<Kiosk::Ground> Kiosk::lay(const KioskOptions& options, const Clock& clock, Log& log) {
  Result<Settings> settings = readSettings(options);
  if (!settings) return failure(settings.error());
  Result<model::Words> words = model::Words::load(options.assets + QStringLiteral("/i18n"));
  if (!words) return failure(words.error());
  Result<seal::TerminalKey> key = seal::TerminalKey::openOrCreate(options.data + QStringLiteral("/keys"), clock);
  if (!key) return failure(key.error());
  const Result<seal::PlatformCertificates> platform =
      seal::PlatformCertificates::open(options.data + QStringLiteral("/platform.pem"));
  if (!platform) return failure(platform.error());
  catalogue::Catalogue services = Mirrors::services(mirrorsOf(options), platform->signing(), log);
  const Result<outbox::Limits> limits = limitsOf(*settings, options);
  if (!limits) return failure(limits.error());
  Result<std::unique_ptr<outbox::Outbox>> outbox =
      outbox::Outbox::open(options.data + QStringLiteral("/outbox"), *key, *platform, clock, log, *limits);
  if (!outbox) return failure(outbox.error());
  auto transport = lineTo(options, *settings);
  if (!transport) return failure(transport.error());
  auto mirrorTransport = lineTo(options, *settings);
  if (!mirrorTransport) return failure(mirrorTransport.error());
  auto renewalTransport = lineTo(options, *settings);
  if (!renewalTransport) return failure(renewalTransport.error());
  Result<std::unique_ptr<drivers::Bay>> bay = makeBay(options, *settings);
  if (!bay) return failure(bay.error());
  return Ground{std::move(*settings),         std::move(*words),  std::move(services),   std::move(*key),
                platform->signing(),          std::move(*outbox), std::move(*transport), std::move(*mirrorTransport),
                std::move(*renewalTransport), std::move(*bay)};
}

Result<std::unique_ptr<Kiosk>> Kiosk::create(const KioskOptions& options) {
  auto clock = std::make_unique<SystemClock>();
  auto log = std::make_unique<Log>(*clock, Log::standardError());
  Result<Ground> ground = lay(options, *clock, *log);
  if (!ground) return failure(ground.error());
  return std::unique_ptr<Kiosk>(new Kiosk(options, std::move(clock), std::move(log), std::move(*ground)));
}

Kiosk::Kiosk(const KioskOptions& options, std::unique_ptr<SystemClock> clock, std::unique_ptr<Log> log, Ground ground)
    : m_options(options),
      m_clock(std::move(clock)),
      m_log(std::move(log)),
      m_settings(std::move(ground.settings)),
      m_words(std::move(ground.words)),
      m_catalogue(std::move(ground.catalogue)),
      m_key(std::move(ground.key)),
      m_outbox(std::move(ground.outbox)),
      m_transport(std::move(ground.transport)),
      m_bay(std::move(ground.bay)),
      m_deviceLog(*m_bay, *m_clock, *m_log),
      m_deviceCounters(*m_bay, options.data + QStringLiteral("/devices.json"), *m_clock, *m_log),
      m_session(m_settings, *m_clock),
      m_identification(*m_bay, *m_clock),
      m_drafts(*m_outbox, m_key, m_store, *m_log),
      m_documents(m_drafts, *m_bay),
      m_submitting(*m_outbox, m_store, *m_bay, m_words, m_settings,
                   [this] {
                     if (m_engine) m_engine->wake();
                   }),
      m_acceptance(*m_outbox, m_store, *m_bay, acceptancePaper(m_settings.hallName, m_words)),
      m_credentials(options.data, *m_clock, *m_log),
      m_lookup(*m_outbox, m_store, *m_bay, m_credentials),
      m_codes(m_drafts, *m_bay, m_words, m_settings, *m_clock),
      m_visit({m_catalogue, m_session, m_identification, m_drafts, m_documents, m_submitting, m_acceptance, m_lookup,
               m_codes, m_words, m_settings, *m_clock, *m_bay, *m_log}),
      m_surroundings(*m_bay, *m_log),
      m_cardAlarm(m_visit, options.assets + QStringLiteral("/sounds/card-left.wav"), *m_log),
      m_desk({m_visit, m_submitting, m_acceptance, m_lookup, m_catalogue, m_session, m_words}, m_codes,
             m_identification, m_settings, m_session, m_surroundings),
      m_translator(m_words),
      m_mirrors(mirrorsOf(options), std::move(ground.platform), std::move(ground.mirrorTransport), *m_log),
      m_lineWatch(options.data + QStringLiteral("/keys"), std::move(ground.renewalTransport), *m_clock, *m_log) {
  connect(&m_second, &QTimer::timeout, &m_session, &Session::tick);
  m_second.start(std::chrono::seconds(1));
  connect(&m_gateWatch, &QTimer::timeout, this, &Kiosk::checkGate);
  m_gateWatch.start(std::chrono::seconds(10));
  checkGate();
  connect(&m_draftWatch, &QTimer::timeout, this, &Kiosk::tidy);
  m_draftWatch.start(std::chrono::hours(1));
  tidy();
  connect(&m_staffWatch, &QTimer::timeout, this, &Kiosk::lookForStaff);
  m_staffWatch.start(std::chrono::minutes(5));
  lookForStaff();
  connect(&m_mirrors, &Mirrors::servicesChanged, this, [this](const catalogue::Catalogue& services) {
    m_nextCatalogue = services;
    takeNextCatalogue();
  });
  connect(&m_visit, &Visit::stepChanged, this, &Kiosk::takeNextCatalogue);
  QCoreApplication::installTranslator(&m_translator);
  connect(&m_session, &Session::languageChanged, this, [this] {
    m_translator.setLanguage(m_session.language());
    if (m_pages) m_pages->retranslate();
  });
  startEngine();
}

Kiosk::~Kiosk() {
  QCoreApplication::removeTranslator(&m_translator);
  m_pages.reset();
  m_store.finish();  // the last draft, rating or print that was asked for
  m_engine.reset();
}

void Kiosk::checkGate() {
  m_store.run(
      this, [this](const std::stop_token&) { return m_outbox->gate(); },
      [this](std::optional<Error> reason) { m_visit.setGate(std::move(reason)); });
}

// Nobody's service changes under their hands: only the home page takes up new definitions.
void Kiosk::takeNextCatalogue() {
  if (!m_nextCatalogue || m_visit.step() != Visit::Step::Home) return;
  m_catalogue = *std::exchange(m_nextCatalogue, std::nullopt);
}

// What is of no use any more goes.
void Kiosk::tidy() {
  m_store.run(
      this,
      [this, age = std::chrono::hours(24 * m_settings.draftDays)](const std::stop_token&) -> Result<void> {
        // Trouble with the drafts does not keep what was handed over here for longer.
        const auto dropped = m_outbox->dropDraftsOlderThan(age);
        const auto purged = m_outbox->purge();
        if (!dropped) return dropped;
        return purged ? Result<void>() : failure(purged.error());
      },
      [this](const Result<void>& tidied) {
        if (tidied) return;
        m_log->event(Log::Level::Warning, "outbox.not-tidied",
                     {{QStringLiteral("code"), QString::fromLatin1(tidied.error().code)}});
      });
}

// What staff must know stands at the foot of the home page; the outbox logs it, once each.
void Kiosk::lookForStaff() {
  m_store.run(
      this,
      [this](const std::stop_token&) {
        return StaffFacts{m_outbox->warnings().value_or(QList<outbox::StaffWarning>()),
                          m_outbox->waiting().value_or(outbox::Waiting())};
      },
      [this](StaffFacts facts) { m_desk.setStaffFacts(std::move(facts), m_clock->now()); });
}

void Kiosk::startEngine() {
  if (!m_transport) return;
  engine::SendingEngine::Callbacks callbacks;
  callbacks.onChanged = [this](const model::Submission& submission) {
    QMetaObject::invokeMethod(
        this, [this, submission] { m_submitting.moved(submission); }, Qt::QueuedConnection);
  };
  callbacks.onLine = [this](engine::Line line) {
    m_log->event(Log::Level::Info, line == engine::Line::Online ? "line.up" : "line.down");
  };
  m_engine = std::make_unique<engine::SendingEngine>(*m_outbox, *m_transport, *m_clock, *m_log, std::move(callbacks),
                                                     engine::SendingEngine::systemDice(),
                                                     m_options.data + QStringLiteral("/errands.json"));
}

bool Kiosk::show() {
  m_pages = makePages(m_options);
  m_pages->setInitialProperties(
      {{QStringLiteral("desk"), QVariant::fromValue(&m_desk)}, {QStringLiteral("panelWidth"), m_settings.panelWidth}});
  m_pages->load(QUrl(QStringLiteral("qrc:/qt/qml/Hall/Citizen/CitizenWindow.qml")));
  QQuickWindow* window = this->window();
  if (window == nullptr) return false;
  putOnGlass(*window, m_options);
  showDock();
  return true;
}

QQuickWindow* Kiosk::window() const {
  return windowOf(m_pages.get());
}

void Kiosk::showDock() {
#ifdef HALL_SIM
  auto* bay = qobject_cast<drivers::sim::SimBay*>(m_bay.get());
  if (bay == nullptr) return;
  QVariantMap properties{{QStringLiteral("levers"), QVariant::fromValue(&bay->levers())}};
  if (!m_options.geometry.isEmpty()) {  // beside the citizen's window, as high as that
    properties.insert(QStringLiteral("x"), m_options.geometry.right() + 1);
    properties.insert(QStringLiteral("y"), m_options.geometry.top());
    properties.insert(QStringLiteral("height"), m_options.geometry.height());
  }
  m_pages->setInitialProperties(properties);
  m_pages->load(QUrl(QStringLiteral("qrc:/qt/qml/Hall/Dock/DockWindow.qml")));
#endif
}

}  // namespace hall::kiosk
