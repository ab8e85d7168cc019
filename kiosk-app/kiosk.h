#pragma once
// The composition root: owns everything a kiosk is made of, in the order in which it may be torn down, and is the one
// place where strangers meet. Lives on the UI thread.
#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QTimer>
#include <memory>

#include "drivers/device_counters.h"
#include "kiosk-app/card_alarm.h"
#include "kiosk-app/citizen/citizen_desk.h"
#include "kiosk-app/core/device_log.h"
#include "kiosk-app/kiosk_options.h"
#include "kiosk-app/line_watch.h"
#include "kiosk-app/mirrors.h"
#include "kiosk-app/words_translator.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"

namespace hall::kiosk {

class Kiosk : public QObject {
  Q_OBJECT

 public:
  // Everything that can fail does so here, before a citizen sees a page.
  static Result<std::unique_ptr<Kiosk>> create(const KioskOptions& options);
  ~Kiosk() override;

  // Loads the pages; false if one of them does not load.
  bool show();
  [[nodiscard]] const catalogue::Catalogue& catalogue() const { return m_catalogue; }
  [[nodiscard]] const outbox::Outbox& outbox() const { return *m_outbox; }
  [[nodiscard]] drivers::Bay& bay() { return *m_bay; }
  [[nodiscard]] CitizenDesk& desk() { return m_desk; }
  [[nodiscard]] QQuickWindow* window() const;  // null before show()

 private:
  struct Ground {  // what had to be opened first
    Settings settings;
    model::Words words;
    catalogue::Catalogue catalogue;
    seal::TerminalKey key;
    seal::Certificate platform;  // signs receipts and what is mirrored
    std::unique_ptr<outbox::Outbox> outbox;
    std::unique_ptr<engine::HttpTransport> transport;        // null: no gateway set
    std::unique_ptr<engine::HttpTransport> mirrorTransport;  // likewise
    std::unique_ptr<engine::HttpTransport> renewalTransport;
    std::unique_ptr<drivers::Bay> bay;
  };
  Kiosk(const KioskOptions& options, std::unique_ptr<SystemClock> clock, std::unique_ptr<Log> log, Ground ground);
  static Result<Ground> lay(const KioskOptions& options, const Clock& clock, Log& log);
  void checkGate();
  void takeNextCatalogue();
  void tidy();
  void lookForStaff();
  void startEngine();
  void showDock();

  const KioskOptions m_options;
  const std::unique_ptr<SystemClock> m_clock;
  const std::unique_ptr<Log> m_log;
  const Settings m_settings;
  const model::Words m_words;
  catalogue::Catalogue m_catalogue;  // changes on the home page only
  const seal::TerminalKey m_key;
  const std::unique_ptr<outbox::Outbox> m_outbox;
  const std::unique_ptr<engine::HttpTransport> m_transport;
  const std::unique_ptr<drivers::Bay> m_bay;
  DeviceLog m_deviceLog;
  drivers::DeviceCounters m_deviceCounters;
  Lane m_store{QStringLiteral("store")};
  Session m_session;
  Identification m_identification;
  Drafts m_drafts;
  DocumentPages m_documents;
  Submitting m_submitting;
  AcceptancePrint m_acceptance;
  const CredentialCheck m_credentials;
  ReceiptLookup m_lookup;
  ResumeCodes m_codes;
  Visit m_visit;
  Surroundings m_surroundings;
  CardAlarm m_cardAlarm;
  CitizenDesk m_desk;
  WordsTranslator m_translator;
  std::optional<catalogue::Catalogue> m_nextCatalogue;
  Mirrors m_mirrors;
  LineWatch m_lineWatch;
  QTimer m_second;
  QTimer m_gateWatch;
  QTimer m_draftWatch;
  QTimer m_staffWatch;
  std::unique_ptr<engine::SendingEngine> m_engine;
  std::unique_ptr<QQmlApplicationEngine> m_pages;
};

}  // namespace hall::kiosk
