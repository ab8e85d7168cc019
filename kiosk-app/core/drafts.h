#pragma once
// Keeps what a citizen has answered and photographed so far, sealed on the disk, so that a crash or a walk to the wrong
// door costs nothing: the same card brings it back, and nothing else but a clerk with a reason. Lives on the UI thread;
// the outbox's blocking work goes over the store lane.
#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <functional>

#include "kiosk-app/core/handed_in.h"
#include "kiosk-app/core/person.h"
#include "sync/base/lane.h"
#include "sync/base/log.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

// One photographed page that lies sealed with a draft, opened for its citizen. Wiped when it dies.
struct DraftPage {
  QByteArray id;      // of the outbox
  QByteArray field;   // the question it belongs to
  QByteArray jpeg;    // plain
  QByteArray digest;  // of the plain page, as model::DocumentAnswer names it

  DraftPage() = default;
  DraftPage(QByteArray pageId, QByteArray itsField, QByteArray itsJpeg);
  DraftPage(const DraftPage&) = default;
  DraftPage(DraftPage&&) = default;
  DraftPage& operator=(const DraftPage&) = default;
  DraftPage& operator=(DraftPage&&) = default;
  ~DraftPage();
};

struct Draft {
  QByteArray caseId;
  QByteArray serviceId;
  QJsonObject content;
  QList<DraftPage> pages;  // in the order in which they were taken
};

// What this terminal knows of a person and a matter: answers not handed in yet, and the last time it was handed in, if
// there is still something to say about that.
struct Before {
  std::optional<Draft> draft;
  std::optional<HandedIn> handedIn;
};

class Drafts : public QObject {
  Q_OBJECT

 public:
  Drafts(outbox::Outbox& outbox, const seal::TerminalKey& key, Lane& store, Log& log, QObject* parent = nullptr);

  void find(const QByteArray& serviceId, const Person& person, const QDateTime& now, QObject* context,
            std::function<void(Before)> done);
  // Two keys, because they serve two ends. What was handed in is found by the number, also when the card was renewed.
  [[nodiscard]] QByteArray subjectKey(const Person& person) const;
  // What is not handed in opens only with the card itself: a number can be guessed, a photo on a chip cannot.
  [[nodiscard]] QByteArray draftKey(const Person& person) const;
  // `code` (resume_code.h) opens the draft from now on. It is stretched (scrypt) and keyed with the terminal's secret
  // before it wraps anything, and is stored nowhere.
  void giveCode(const QByteArray& caseId, const QString& code, QObject* context,
                std::function<void(Result<void>)> done);
  void openByCode(const QString& code, QObject* context, std::function<void(Result<Draft>)> done);
  // Sealed and on the disk when `done` hears of it; Full and the like: it is not, and never will be.
  void addPage(const QByteArray& caseId, const QByteArray& field, const QByteArray& jpeg, QObject* context,
               std::function<void(Result<DraftPage>)> done);
  void dropPage(const QByteArray& caseId, const QByteArray& pageId, QObject* context,
                std::function<void(Result<void>)> done);
  // Of a person without a card: for whom it is stays as it was.
  void save(const QByteArray& caseId, const QByteArray& serviceId, const Person& person, const QJsonObject& content);
  // The citizen has gone: what opens this draft is wiped from memory.
  void close(const QByteArray& caseId);

 private:
  outbox::Outbox& m_outbox;
  const seal::TerminalKey& m_key;
  Lane& m_store;
  Log& m_log;
};

}  // namespace hall::kiosk
