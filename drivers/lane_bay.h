#pragma once
// The bay's one implementation: a lane per device, one request per kind, health looks while idle, re-opening with
// growing pauses after a device was lost. What the devices are is up to the openers, which run on the lanes.
#include <memory>

#include "drivers/bay.h"
#include "drivers/card_watch.h"
#include "drivers/seat.h"

namespace hall::drivers {

class LaneBay : public Bay {
  Q_OBJECT

 public:
  struct Openers {
    Seat<IdCardReader>::Open idCardReader;
    Seat<CodeReader>::Open codeReader;
    Seat<ReceiptPrinter>::Open receiptPrinter;
  };

  explicit LaneBay(Openers openers, Pace pace = {}, QObject* parent = nullptr);
  ~LaneBay() override;

  [[nodiscard]] QList<DeviceReport> reports() const override;
  void readIdCard(QObject* context, std::chrono::milliseconds patience, Done<IdCard> done) override;
  [[nodiscard]] bool servedCardPresent() const override { return m_servedCardPresent; }
  void readCode(QObject* context, std::chrono::milliseconds patience, Done<Code> done) override;
  void print(QObject* context, Paper paper, Done<void> done) override;
  void cancel(DeviceKind kind) override;

  // Something about this device may have changed: look at it now instead of at the next round.
  void look(DeviceKind kind);

 protected:
  // Ends all lanes and closes the devices; for the destructor of a bay whose devices lean on its members.
  void vacate();

 private:
  void noteServed(bool served);

  QTimer m_glances;  // runs while a card that was read may still lie there
  bool m_servedCardPresent = false;
  std::shared_ptr<CardWatch> m_cardWatch;
  std::unique_ptr<Seat<IdCardReader>> m_idCardReader;
  std::unique_ptr<Seat<CodeReader>> m_codeReader;
  std::unique_ptr<Seat<ReceiptPrinter>> m_receiptPrinter;
};

}  // namespace hall::drivers
