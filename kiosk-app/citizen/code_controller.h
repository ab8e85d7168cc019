#pragma once
// The code of a draft: given to whoever leaves, typed by whoever comes back. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

class CodeController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(bool offered READ offered NOTIFY changed)  // whoever leaves now may take one
  Q_PROPERTY(bool making READ making NOTIFY changed)
  Q_PROPERTY(QString code READ code NOTIFY changed)  // in groups of four; empty until there is one
  Q_PROPERTY(QString qr READ qr NOTIFY changed)
  Q_PROPERTY(QString slip READ slip NOTIFY changed)  // what the printer is doing, in words
  Q_PROPERTY(bool slipTrouble READ slipTrouble NOTIFY changed)
  Q_PROPERTY(QString typed READ typed NOTIFY changed)  // in groups of four
  Q_PROPERTY(bool whole READ whole NOTIFY changed)
  Q_PROPERTY(bool opening READ opening NOTIFY changed)
  Q_PROPERTY(QString trouble READ trouble NOTIFY changed)

 public:
  CodeController(Visit& visit, ResumeCodes& codes, const Session& session, const model::Words& words,
                 QObject* parent = nullptr);
  ~CodeController() override;

  [[nodiscard]] bool offered() const { return m_visit.offersCode(); }
  [[nodiscard]] bool making() const { return m_codes.giving() == ResumeCodes::Giving::Making; }
  [[nodiscard]] QString code() const;
  [[nodiscard]] QString qr() const;
  [[nodiscard]] QString slip() const;
  [[nodiscard]] bool slipTrouble() const { return m_codes.slip() == ResumeCodes::Slip::Trouble; }
  [[nodiscard]] QString typed() const;
  [[nodiscard]] bool whole() const;
  [[nodiscard]] bool opening() const { return m_codes.opening(); }
  [[nodiscard]] QString trouble() const;

  Q_INVOKABLE void take() { m_visit.leaveWithCode(); }
  Q_INVOKABLE void printAgain() { m_codes.printAgain(); }
  Q_INVOKABLE void type() { m_visit.typeCode(); }
  Q_INVOKABLE void digit(const QString& digit);
  Q_INVOKABLE void erase();
  Q_INVOKABLE void open();

 Q_SIGNALS:
  void changed();

 private:
  [[nodiscard]] QString word(const QString& id) const { return m_words.text(id, m_session.language()); }
  void letGo();

  Visit& m_visit;
  ResumeCodes& m_codes;
  const Session& m_session;
  const model::Words& m_words;
  QString m_typed;
};

}  // namespace hall::kiosk
