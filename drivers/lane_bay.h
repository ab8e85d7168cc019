#pragma once
// The bay's one implementation: a lane per device, one request per kind, health looks while idle, re-opening with
// growing pauses after a device was lost. What the devices are is up to the openers, which run on the lanes.
#include <memory>
#include <vector>

#include "drivers/auxiliaries_watch.h"
#include "drivers/bay.h"
#include "drivers/card_watch.h"
#include "drivers/id_card_reader.h"
#include "drivers/keypad.h"
#include "drivers/lamp_keeper.h"
#include "drivers/seat.h"

namespace hall::drivers {

class LaneBay : public Bay {
  Q_OBJECT

 public:
  // A kind without an opener is one this terminal is not meant to have.
  struct Openers {
    Seat<IdCardReader>::Open idCardReader;
    Seat<CodeReader>::Open codeReader;
    Seat<ReceiptPrinter>::Open receiptPrinter;
    Seat<DocumentCamera>::Open documentCamera;
    Seat<PagePrinter>::Open pagePrinter;
    Seat<Keypad>::Open keypad;
    Seat<Auxiliaries>::Open auxiliaries;
    Seat<Lights>::Open lights;
  };

  explicit LaneBay(Openers openers, Pace pace = {}, QObject* parent = nullptr);
  ~LaneBay() override;

  [[nodiscard]] QList<DeviceReport> reports() const override;
  Result<void> claim(QObject* owner, const QList<const QObject*>& users) override;
  void release(const QObject* owner) override;
  void readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done,
                  ReadRequest request = {}) override;
  void newVisitor() override;
  [[nodiscard]] bool servedCardPresent() const override { return m_servedCardPresent; }
  void readCodes(QObject* context, std::chrono::milliseconds patience, Done<QList<Code>> done) override;
  void print(QObject* context, Paper paper, Done<void> done) override;
  void captureDocument(QObject* context, CapturePolicy policy, std::chrono::milliseconds patience,
                       Done<DocumentPage> done) override;
  void printPages(QObject* context, PageJob job, Done<void> done) override;
  void noteLow(DeviceKind kind, const QList<QByteArray>& low) override;
  [[nodiscard]] AuxiliariesState auxiliaries() const override { return m_auxiliaries.state(); }
  void setLight(FlashRate rate) override { m_lamp.setRate(rate); }
  void checkHealth(QObject* context, DeviceKind kind, HealthDepth depth, Done<void> done) override;
  void cancel(DeviceKind kind) override;

  // Something about this device may have changed: look at it now instead of at the next round.
  void look(DeviceKind kind);

 protected:
  void lookAtAll();
  // Ends all lanes and closes the devices; for the destructor of a bay whose devices lean on its members.
  void vacate();

 private:
  // A kind of device is: an opener above, a line in the constructor, a pointer below, and its requests.
  template <class Device>
  Seat<Device>* take(DeviceKind kind, typename Seat<Device>::Open open, const Claim& claim);
  // `done`, with what counts of the answer told before it.
  template <class T>
  Done<T> counted(DeviceKind kind, std::function<Counts(const Result<T>&)> count, Done<T> done);
  template <class Device>
  void examine(Seat<Device>& seat, QObject* context, HealthDepth depth, Done<void> done);
  void examineAuxiliaries(QObject* context, HealthDepth depth, const Done<void>& done);
  void endSensing(const Result<void>& outcome);
  [[nodiscard]] SeatBase* seat(DeviceKind kind) const;
  void noteServed(bool served);
  void glance();

  bool endClaim(const QObject* owner);

  Pace m_pace;
  Claim m_claim;
  const Claim m_everybodys;  // what stands around a visit is never part of its claim
  QMetaObject::Connection m_claimantsDeath;
  QTimer m_glances;  // runs while a card that is not to be read may lie there
  bool m_servedCardPresent = false;
  std::shared_ptr<CardWatch> m_cardWatch;
  std::vector<std::unique_ptr<SeatBase>> m_seats;
  Seat<IdCardReader>* m_idCardReader;
  Seat<CodeReader>* m_codeReader;
  Seat<ReceiptPrinter>* m_receiptPrinter;
  Seat<DocumentCamera>* m_documentCamera;
  Seat<PagePrinter>* m_pagePrinter;
  AuxiliariesWatch m_auxiliaries;
  Seat<Lights>* m_lights;
  LampKeeper m_lamp;
  Seat<Keypad>* m_keypad;
  // A look at the sensors that waits for one of them to change; its death ends it.
  QPointer<QObject> m_sensing;
  Done<void> m_sensed;
};

}  // namespace hall::drivers
