#pragma once
// From the citizen's "submit" to the paper in their hand: seals into the outbox, says "kept" only after the commit and
// "received" only with the verified receipt, prints, and writes every print into the ledger. Lives on the UI thread.
#include <QHash>
#include <QObject>
#include <QTimer>
#include <functional>
#include <optional>

#include "drivers/bay.h"
#include "kiosk-app/core/receipt_paper.h"
#include "kiosk-app/core/settings.h"
#include "sync/base/lane.h"
#include "sync/catalogue/catalogue.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

class Submitting : public QObject {
  Q_OBJECT

 public:
  enum class Slip { None, Printing, Printed, Trouble };

  Submitting(outbox::Outbox& outbox, Lane& store, drivers::Bay& bay, const model::Words& words,
             const Settings& settings, std::function<void()> wakeEngine, QObject* parent = nullptr);

  struct Application {
    QByteArray caseId;
    catalogue::Catalogue::Service service;
    QJsonObject content{};
    QList<model::LocalText> materials{};  // for the slip
    // The keyed hash by which this terminal finds again what the same person handed in; may be empty.
    QByteArray subjectKey{};
  };
  // The pages that lie with the draft of the case are handed in with it.
  void submit(const Application& application, model::Language language);
  // One rating for the submission at hand, 1 (very dissatisfied) to 5; sent like everything else.
  void rate(int stars);
  // The engine's word that a submission moved; ones that are not at hand are passed over.
  void moved(const model::Submission& submission);
  void printAgain();
  // The citizen is about to go: what has not been printed yet is printed now.
  void handOver();
  void forget();

  [[nodiscard]] const std::optional<model::Submission>& submission() const { return m_submission; }
  [[nodiscard]] bool official() const { return m_submission && m_submission->receipt.has_value(); }
  [[nodiscard]] Slip slip() const { return m_slip; }
  [[nodiscard]] const std::optional<Error>& printTrouble() const { return m_printTrouble; }

 Q_SIGNALS:
  void changed();
  void kept();
  void failed(const hall::Error& error);

 private:
  void print();
  void send(const QByteArray& effectId, const drivers::Paper& paper, int visit);
  void printed(const QByteArray& effectId, const Result<void>& outcome);

  outbox::Outbox& m_outbox;
  Lane& m_store;
  drivers::Bay& m_bay;
  const model::Words& m_words;
  const Settings& m_settings;
  std::function<void()> m_wakeEngine;
  QTimer m_localSlip;
  int m_visit = 0;  // counts citizens: an answer that comes after the citizen has gone is not shown to the next
  catalogue::Catalogue::Service m_service;
  QList<model::LocalText> m_materials;
  model::Language m_language = model::Language::Chinese;
  std::optional<model::Submission> m_submission;
  // The engine is quick: its word may be here before our own seal has come home.
  QHash<QByteArray, model::Submission> m_ahead;
  bool m_sealing = false;
  Slip m_slip = Slip::None;
  bool m_printedOfficial = false;
  std::optional<Error> m_printTrouble;
};

}  // namespace hall::kiosk
