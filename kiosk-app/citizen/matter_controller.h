#pragma once
// The matter at hand before it is handed in: the guide, the card, and the review. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QImage>
#include <QObject>
#include <QVariantList>

#include "kiosk-app/core/notice.h"
#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

class MatterController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(QString name READ name NOTIFY changed)
  Q_PROPERTY(QString summary READ summary NOTIFY changed)
  Q_PROPERTY(QString icon READ icon NOTIFY changed)
  Q_PROPERTY(QVariantList guide READ guide NOTIFY changed)         // rows: heading, text of one or more lines
  Q_PROPERTY(QString cardTrouble READ cardTrouble NOTIFY changed)  // empty while waiting for a card
  // Likewise, but silent about the reader, where a card is only one way of several.
  Q_PROPERTY(QString cardRefused READ cardRefused NOTIFY changed)
  Q_PROPERTY(QVariantList cardRows READ cardRows NOTIFY changed)
  Q_PROPERTY(QVariant portrait READ portrait NOTIFY changed)  // null where the card's photo cannot be shown
  Q_PROPERTY(bool hasPortrait READ hasPortrait NOTIFY changed)
  Q_PROPERTY(bool cardHere READ cardHere NOTIFY changed)  // else the person came with a code
  Q_PROPERTY(bool nameNeedsCare READ nameNeedsCare NOTIFY changed)
  Q_PROPERTY(bool resumed READ resumed NOTIFY changed)
  Q_PROPERTY(QString handedIn READ handedIn NOTIFY changed)       // when, and what became of it
  Q_PROPERTY(bool handedInWell READ handedInWell NOTIFY changed)  // decided, and nothing to mend
  Q_PROPERTY(QString notEligible READ notEligible NOTIFY changed)
  Q_PROPERTY(QVariantList reviewRows READ reviewRows NOTIFY changed)
  Q_PROPERTY(QString trouble READ trouble NOTIFY changed)  // why handing in failed, or why nothing can be begun

 public:
  MatterController(Visit& visit, const Identification& identification, const Session& session,
                   const model::Words& words, QObject* parent = nullptr);

  [[nodiscard]] QString name() const;
  [[nodiscard]] QString summary() const;
  [[nodiscard]] QString icon() const;
  [[nodiscard]] QVariantList guide() const;
  [[nodiscard]] QString cardTrouble() const;
  [[nodiscard]] QString cardRefused() const;
  [[nodiscard]] QVariantList cardRows() const { return rows(true); }
  [[nodiscard]] QVariant portrait() const;
  [[nodiscard]] bool hasPortrait() const {
    return m_visit.person() != nullptr && !m_visit.person()->portrait.rgb.isEmpty();
  }
  [[nodiscard]] bool cardHere() const { return m_visit.person() != nullptr && !m_visit.person()->cardSecret.isEmpty(); }
  [[nodiscard]] bool nameNeedsCare() const { return m_visit.person() != nullptr && m_visit.person()->nameNeedsCare; }
  [[nodiscard]] bool resumed() const { return m_visit.resumed(); }
  [[nodiscard]] QString handedIn() const;
  [[nodiscard]] bool handedInWell() const;
  [[nodiscard]] QString notEligible() const;
  [[nodiscard]] QVariantList reviewRows() const { return rows(false); }
  [[nodiscard]] QString trouble() const;

  Q_INVOKABLE void start() { m_visit.startForm(); }
  Q_INVOKABLE void confirmPerson() { m_visit.confirmPerson(); }
  Q_INVOKABLE void rejectPerson() { m_visit.rejectPerson(); }
  Q_INVOKABLE void change(const QString& field) { m_visit.change(field.toUtf8()); }
  Q_INVOKABLE void submit() { m_visit.submit(); }

 Q_SIGNALS:
  void changed();

 private:
  [[nodiscard]] QVariantList rows(bool onlyFromCard) const;
  [[nodiscard]] QString citizenWords(const std::optional<Error>& error,
                                     std::optional<drivers::DeviceKind> kind = {}) const;

  Visit& m_visit;
  const Identification& m_identification;
  const Session& m_session;
  const model::Words& m_words;
};

// An answer as the page shows it: option labels, masked numbers, all in the citizen's language.
QString answerText(const model::Form& form, const model::Field& field, const model::Words& words,
                   model::Language language);

}  // namespace hall::kiosk
