#pragma once
// Keeps what a citizen has answered so far, sealed on the disk, so that a crash or a walk to the wrong door costs
// nothing: the same card brings it back. Lives on the UI thread; the outbox's blocking work goes over the store lane.
#include <QByteArray>
#include <QJsonObject>
#include <QObject>
#include <functional>

#include "sync/base/lane.h"
#include "sync/base/log.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

struct Draft {
  QByteArray caseId;
  QJsonObject content;
};

// What this terminal knows of a person and a matter: answers not handed in yet, and the last time it was handed in.
struct Before {
  std::optional<Draft> draft;
  std::optional<model::Submission> handedIn;
};

class Drafts : public QObject {
  Q_OBJECT

 public:
  Drafts(outbox::Outbox& outbox, const seal::TerminalKey& key, Lane& store, Log& log, QObject* parent = nullptr);

  // Hand-ins count from `since` on.
  void find(const QByteArray& serviceId, const QString& idNumber, const QDateTime& since, QObject* context,
            std::function<void(Before)> done);
  [[nodiscard]] QByteArray subjectKey(const QString& idNumber) const { return m_key.subjectKey(idNumber.toUtf8()); }
  void save(const QByteArray& caseId, const QByteArray& serviceId, const QString& idNumber, const QJsonObject& content);

 private:
  outbox::Outbox& m_outbox;
  const seal::TerminalKey& m_key;
  Lane& m_store;
  Log& m_log;
};

}  // namespace hall::kiosk
