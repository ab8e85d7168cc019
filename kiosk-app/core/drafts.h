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

class Drafts : public QObject {
  Q_OBJECT

 public:
  Drafts(outbox::Outbox& outbox, const seal::TerminalKey& key, Lane& store, Log& log, QObject* parent = nullptr);

  void find(const QByteArray& serviceId, const QString& idNumber, QObject* context,
            std::function<void(std::optional<Draft>)> done);
  void save(const QByteArray& caseId, const QByteArray& serviceId, const QString& idNumber, const QJsonObject& content);

 private:
  outbox::Outbox& m_outbox;
  const seal::TerminalKey& m_key;
  Lane& m_store;
  Log& m_log;
};

}  // namespace hall::kiosk
