#pragma once
// The receipt in the citizen's hand: local first, official once the platform has signed; and the look-up of an older
// one by its QR code. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QVariantList>

#include "kiosk-app/core/notice.h"
#include "kiosk-app/core/visit.h"

namespace hall::kiosk {

class ReceiptController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(bool official READ official NOTIFY changed)
  Q_PROPERTY(bool held READ held NOTIFY changed)  // the platform would not take it: a clerk has to look at it
  Q_PROPERTY(QVariantList rows READ rows NOTIFY changed)
  Q_PROPERTY(QString code READ code NOTIFY changed)  // the text of the QR code
  Q_PROPERTY(QString slip READ slip NOTIFY changed)  // what the printer is doing, in words
  Q_PROPERTY(bool slipTrouble READ slipTrouble NOTIFY changed)
  // The notice on A4: whether it may be asked for, and what its printer is doing, in words.
  Q_PROPERTY(bool noticeOffered READ noticeOffered NOTIFY changed)
  Q_PROPERTY(QString notice READ notice NOTIFY changed)
  Q_PROPERTY(bool noticeTrouble READ noticeTrouble NOTIFY changed)
  Q_PROPERTY(QVariantList offers READ offers NOTIFY changed)
  Q_PROPERTY(bool looking READ looking NOTIFY changed)
  Q_PROPERTY(QString lookupTrouble READ lookupTrouble NOTIFY changed)
  Q_PROPERTY(QString lookupState READ lookupState NOTIFY changed)
  Q_PROPERTY(bool lookupGood READ lookupGood NOTIFY changed)  // nothing to mend for the citizen
  Q_PROPERTY(bool lookupDecided READ lookupDecided NOTIFY changed)
  Q_PROPERTY(QString lookupMessage READ lookupMessage NOTIFY changed)  // the authority's own words
  Q_PROPERTY(QString lookupNext READ lookupNext NOTIFY changed)        // what to do now
  Q_PROPERTY(bool lookupGenuine READ lookupGenuine NOTIFY changed)     // a signed credential that passed every check
  Q_PROPERTY(QVariantList lookupRows READ lookupRows NOTIFY changed)
  Q_PROPERTY(QVariantList lookupChoices READ lookupChoices NOTIFY changed)  // rows: which of several receipts is meant

 public:
  struct Parts {
    Visit& visit;
    Submitting& submitting;
    AcceptancePrint& acceptance;
    ReceiptLookup& lookup;
    const catalogue::Catalogue& catalogue;
    const Session& session;
    const model::Words& words;
  };
  explicit ReceiptController(const Parts& parts, QObject* parent = nullptr);

  [[nodiscard]] bool official() const { return m_parts.submitting.official(); }
  [[nodiscard]] bool held() const;
  [[nodiscard]] QVariantList rows() const;
  [[nodiscard]] QString code() const;
  [[nodiscard]] QString slip() const;
  [[nodiscard]] bool slipTrouble() const { return m_parts.submitting.slip() == Submitting::Slip::Trouble; }
  [[nodiscard]] bool noticeOffered() const { return m_parts.visit.offersNotice(); }
  [[nodiscard]] QString notice() const;
  [[nodiscard]] bool noticeTrouble() const { return m_parts.acceptance.state() == AcceptancePrint::State::Trouble; }
  [[nodiscard]] QVariantList offers() const;
  [[nodiscard]] bool looking() const { return m_parts.lookup.looking(); }
  [[nodiscard]] QString lookupTrouble() const;
  [[nodiscard]] QString lookupState() const;
  [[nodiscard]] bool lookupGood() const { return !m_parts.lookup.found() || m_parts.lookup.found()->wellUnderWay(); }
  [[nodiscard]] bool lookupDecided() const { return m_parts.lookup.found() && m_parts.lookup.found()->said; }
  [[nodiscard]] QString lookupMessage() const;
  [[nodiscard]] QString lookupNext() const;
  [[nodiscard]] bool lookupGenuine() const { return m_parts.lookup.verdict() && m_parts.lookup.verdict()->isValid(); }
  [[nodiscard]] QVariantList lookupRows() const;
  [[nodiscard]] QVariantList lookupChoices() const;

  Q_INVOKABLE void printAgain() { m_parts.submitting.printAgain(); }
  Q_INVOKABLE void printNotice() { m_parts.visit.printNotice(); }
  Q_INVOKABLE void takeOffer(const QString& id) { m_parts.visit.takeOffer(id.toUtf8()); }
  Q_INVOKABLE void done() { m_parts.visit.goToRating(); }
  Q_INVOKABLE void rate(int stars) { m_parts.visit.rate(stars); }
  Q_INVOKABLE void lookAgain() { m_parts.visit.lookUp(); }
  Q_INVOKABLE void chooseReceipt(const QString& id) { m_parts.lookup.choose(id.toUtf8()); }

 Q_SIGNALS:
  void changed();

 private:
  [[nodiscard]] QString word(const QString& id) const;
  [[nodiscard]] QString answer(const credential::Verdict& verdict) const;
  [[nodiscard]] QVariant rowOf(const char* id, const QString& value) const;
  [[nodiscard]] QVariantList rowsOf(const credential::Verdict& verdict) const;
  [[nodiscard]] QVariantList rowsOf(const model::Submission& submission) const;
  [[nodiscard]] QVariantList rowsOf(const HandedIn& told) const;

  Parts m_parts;
};

}  // namespace hall::kiosk
