#pragma once
// A terminal without a screen: the real core over a real outbox and the real talkers to simulated devices, on a clock
// that stands still. `restart` is what a power cut leaves: everything made anew over the same folder.
#include <QDirIterator>
#include <QTest>

#include "drivers/sim/sim_bay.h"
#include "kiosk-app/core/visit.h"
#include "tests/support/paper_camera.h"
#include "tests/sync/outbox/outbox_fixture.h"

namespace hall::test {

using kiosk::Visit;
using Step = kiosk::Visit::Step;
using drivers::sim::Levers;

// What lives as long as the program runs.
struct Core {
  Core(OutboxFixture& ground, const kiosk::Settings& settings, const catalogue::Catalogue& catalogue,
       const model::Words& words, drivers::Bay& bay)
      : session(settings, ground.clock),
        identification(bay, ground.clock),
        drafts(*ground.box, ground.key, store, ground.log),
        pages(drafts, bay, std::chrono::seconds(8)),
        submitting(*ground.box, store, bay, words, settings, [this] { ++wakes; }),
        acceptance(*ground.box, store, bay, plainNotice),
        credentials(ground.temporary.path(), ground.clock, ground.log),
        lookup(*ground.box, store, bay, credentials),
        codes(drafts, bay, words, settings, ground.clock),
        visit({catalogue, session, identification, drafts, pages, submitting, acceptance, lookup, codes, words,
               settings, ground.clock, bay, ground.log}) {}

  // What the real one says, without its pages.
  static Result<QByteArray> plainNotice(const kiosk::NoticeFacts& facts) {
    return "%PDF " + facts.submission.receipt->acceptanceNo + ' ' + facts.applicant.toUtf8();
  }

  int wakes = 0;
  Lane store{QStringLiteral("store")};
  kiosk::Session session;
  kiosk::Identification identification;
  kiosk::Drafts drafts;
  kiosk::DocumentPages pages;
  kiosk::Submitting submitting;
  kiosk::AcceptancePrint acceptance;
  const kiosk::CredentialCheck credentials;
  kiosk::ReceiptLookup lookup;
  kiosk::ResumeCodes codes;
  kiosk::Visit visit;
};

struct Terminal {
  explicit Terminal(const QString& services = QStringLiteral(HALL_ASSETS "/services"),
                    const outbox::Limits& limits = {.minimumFreeBytes = 0})
      : ground(limits), catalogue(catalogue::Catalogue::load(services)) {
    settings.localSlipSeconds = 0;
    settings.thanksSeconds = 0;
    restart();
  }

  void restart() {
    core.reset();
    bay.reset();
    if (const auto opened = ground.reopen(); !opened) qFatal("outbox: %s", opened.error().code.constData());
    bay = drivers::sim::SimBay::create(
              {.documentCamera = camera(),
               .slipFolder = slips(),
               .pace = {.health = kQuick * 20, .poll = kQuick, .firstRetry = kQuick, .lastRetry = kQuick * 5}})
              .value();
    core = std::make_unique<Core>(ground, settings, catalogue, words, *bay);
  }

  // From the next restart on, sheets are bytes instead of pictures; a page then costs nothing.
  void usePaper() {
    desk = std::make_shared<PaperCamera::Desk>();
    restart();
  }
  [[nodiscard]] std::function<Result<std::unique_ptr<drivers::DocumentCamera>>()> camera() const {
    if (!desk) return {};
    return [desk = desk]() -> Result<std::unique_ptr<drivers::DocumentCamera>> {
      if (!desk->isPlugged()) return failure(Failure::Disconnected, "document.gone");
      return std::make_unique<PaperCamera>(desk);
    };
  }
  // Lays the sheet down and takes its page; true once it is safe.
  [[nodiscard]] bool photograph(const QByteArray& sheet) const {
    const QByteArray field = visit().question()->id;
    const qsizetype before = visit().pages().pages(field).size();
    desk->lay(sheet);
    visit().photograph();
    return QTest::qWaitFor([&] { return visit().pages().pages(field).size() > before; });
  }
  // From the home page to the question for the proof of diagnosis.
  [[nodiscard]] bool comeToThePaper(const char* person = "adult") const {
    if (!identify(person, "special-disease-benefit")) return false;
    visit().confirmPerson();
    return answer({{"illness", QStringLiteral("diabetes")}}) && visit().step() == Step::Document;
  }
  // From there to the review.
  [[nodiscard]] bool goOnFromThePaper() const {
    return !visit().finishDocument() && !visit().answer({}) &&
           answer({{"phone", phone()}, {"consent", QStringLiteral("yes")}}) && visit().step() == Step::Review;
  }

  [[nodiscard]] QString slips() const { return ground.temporary.path() + QStringLiteral("/slips"); }
  [[nodiscard]] Levers& levers() const { return bay->levers(); }
  [[nodiscard]] Visit& visit() const { return core->visit; }
  [[nodiscard]] bool reaches(Step step) const {
    return QTest::qWaitFor([this, step] { return visit().step() == step; });
  }
  // True once everything asked of the store before has been done and answered.
  [[nodiscard]] bool storeIsIdle() const {
    bool idle = false;
    core->store.run(
        &core->visit, [](const std::stop_token&) {}, [&idle] { idle = true; });
    return QTest::qWaitFor([&idle] { return idle; });
  }

  // As a citizen would: whatever lies there is taken away first, and the reader has seen it go.
  [[nodiscard]] bool takeCard() const {
    levers().takeCard();
    return QTest::qWaitFor([this] { return !bay->servedCardPresent(); });
  }

  // Begins a visit as no person could: the card may be laid in the same moment.
  void begin() const {
    const int looks = levers().cardLooks();
    visit().begin();
    const bool sees = levers().cardFault() != drivers::sim::Levers::Unplugged;
    if (sees && !QTest::qWaitFor([this, looks] { return levers().cardLooks() > looks; })) qWarning("nobody looked");
  }

  // From the home page to "are these your details?".
  [[nodiscard]] bool identify(const char* person, const char* service = "pension-confirmation") const {
    if (!takeCard()) return false;
    begin();
    visit().choose(service);
    visit().startForm();
    return levers().layCard(QString::fromLatin1(person)) && reaches(Step::Confirm);
  }
  // Answers one question after the other; false if one of them was not asked or not taken.
  [[nodiscard]] bool answer(const QList<QPair<QByteArray, QString>>& answers) const {
    for (const auto& [field, value] : answers) {
      if (visit().question() == nullptr || visit().question()->id != field || visit().answer(value)) return false;
    }
    return true;
  }
  [[nodiscard]] bool fillIn(const char* person = "pensioner") const {
    if (!identify(person)) return false;
    visit().confirmPerson();
    return answer(pensionAnswers()) && visit().step() == Step::Review;
  }
  [[nodiscard]] bool handIn(const char* person = "pensioner") const {
    if (!fillIn(person)) return false;
    visit().submit();
    return reaches(Step::Receipt);
  }
  [[nodiscard]] static QList<QPair<QByteArray, QString>> pensionAnswers() {
    return {{"residence", QStringLiteral("same-city")},
            {"pension_on_time", QStringLiteral("all")},
            {"phone", phone()},
            {"truth", QStringLiteral("yes")}};
  }
  [[nodiscard]] static QString phone() { return QStringLiteral("13900001234"); }

  // The platform takes it and signs, and the engine says so.
  void settle() const {
    const QByteArray id = core->submitting.submission()->submissionId;
    core->submitting.moved(settled(id));
  }
  [[nodiscard]] model::Submission settled(const QByteArray& id) const {
    const QByteArray digest = ground.box->find(id)->digest;
    if (!ground.box->announced(id) || !ground.box->beginCommit(id)) qFatal("the outbox refused a step");
    return ground.box->settle(id, ground.keys.receipt(id, digest)).value();
  }
  // Every byte of the outbox's folder and the names of its files.
  [[nodiscard]] QByteArray everythingKept() const {
    QByteArray all;
    QDirIterator files(ground.folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
      QFile file(files.next());
      all += file.fileName().toUtf8();
      if (file.open(QIODevice::ReadOnly)) all += file.readAll();
    }
    return all;
  }

  static constexpr std::chrono::milliseconds kQuick{10};
  OutboxFixture ground;
  kiosk::Settings settings;
  const catalogue::Catalogue catalogue;
  const model::Words words = model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
  std::shared_ptr<PaperCamera::Desk> desk;
  std::unique_ptr<drivers::sim::SimBay> bay;
  std::unique_ptr<Core> core;
};

}  // namespace hall::test
