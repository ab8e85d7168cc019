#pragma once
// What a person does to the devices, as levers: lay a card, pull a plug, take out the paper. For the dock window, for
// tests and demonstrations. Thread: the one that made it.
#include <QObject>
#include <QVariantList>
#include <memory>

#include "drivers/lights.h"
#include "drivers/sim/people.h"
#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

class Levers : public QObject {
  Q_OBJECT
  Q_PROPERTY(QVariantList people READ people CONSTANT)  // of {key, name, text}
  Q_PROPERTY(QString card READ card NOTIFY changed)     // key of the person whose card lies there, or empty
  Q_PROPERTY(CardFault cardFault READ cardFault WRITE setCardFault NOTIFY changed)
  Q_PROPERTY(PaperLevel paper READ paper WRITE setPaper NOTIFY changed)
  Q_PROPERTY(bool coverOpen READ coverOpen WRITE setCoverOpen NOTIFY changed)
  Q_PROPERTY(bool printerPlugged READ printerPlugged WRITE setPrinterPlugged NOTIFY changed)
  Q_PROPERTY(PageTrouble pageTrouble READ pageTrouble WRITE setPageTrouble NOTIFY changed)
  Q_PROPERTY(bool cameraPlugged READ cameraPlugged WRITE setCameraPlugged NOTIFY changed)
  Q_PROPERTY(View view READ view NOTIFY changed)
  Q_PROPERTY(bool documentCameraPlugged READ documentCameraPlugged WRITE setDocumentCameraPlugged NOTIFY changed)
  Q_PROPERTY(Sheet sheet READ sheet WRITE setSheet NOTIFY changed)
  Q_PROPERTY(QString lastSlip READ lastSlip NOTIFY printed)
  Q_PROPERTY(bool scannerPlugged READ scannerPlugged WRITE setScannerPlugged NOTIFY changed)
  Q_PROPERTY(bool keypadPlugged READ keypadPlugged WRITE setKeypadPlugged NOTIFY changed)
  Q_PROPERTY(bool panelPlugged READ panelPlugged WRITE setPanelPlugged NOTIFY changed)
  Q_PROPERTY(bool headphones READ headphones WRITE setHeadphones NOTIFY changed)
  Q_PROPERTY(bool person READ person WRITE setPerson NOTIFY changed)
  Q_PROPERTY(SwitchPosition operatorSwitch READ operatorSwitch WRITE setOperatorSwitch NOTIFY changed)
  Q_PROPERTY(bool lampPlugged READ lampPlugged WRITE setLampPlugged NOTIFY changed)
  Q_PROPERTY(bool lampLit READ lampLit NOTIFY lampChanged)

 public:
  enum CardFault { NoFault, WrongChecksum, Truncated, Oversized, UnknownLayout, ReadFailed, Unplugged, Collision };
  Q_ENUM(CardFault)
  enum PaperLevel { PaperFull, PaperLow, PaperOut };
  Q_ENUM(PaperLevel)
  enum PageTrouble { NoPageTrouble, PagesOut, PagesJammed, TonerOut, PagesUnplugged };
  Q_ENUM(PageTrouble)
  enum View { Blank, ShowingCode, Unreadable };
  Q_ENUM(View)
  enum SwitchPosition { Run, Maintenance, Supervisor };
  Q_ENUM(SwitchPosition)

  // What lies under the document camera.
  enum Sheet {
    NoSheet,
    GoodSheet,
    TiltedSheet,
    BlurredSheet,
    GlareOnSheet,
    DarkSheet,
    CutSheet,
    CoveredLens,
    FrozenPicture
  };
  Q_ENUM(Sheet)

  Levers(std::shared_ptr<Stage> stage, QList<Person> people, QObject* parent = nullptr);

  [[nodiscard]] QVariantList people() const;
  [[nodiscard]] QString card() const { return m_card; }
  [[nodiscard]] CardFault cardFault() const;
  [[nodiscard]] PaperLevel paper() const;
  [[nodiscard]] PageTrouble pageTrouble() const;
  void setPageTrouble(PageTrouble trouble);
  [[nodiscard]] bool coverOpen() const { return m_stage->look().coverOpen; }
  [[nodiscard]] bool printerPlugged() const { return m_stage->look().printerPlugged; }
  [[nodiscard]] bool cameraPlugged() const { return m_stage->look().cameraPlugged; }
  [[nodiscard]] View view() const;
  [[nodiscard]] bool documentCameraPlugged() const { return m_stage->look().documentCameraPlugged; }
  [[nodiscard]] Sheet sheet() const;
  [[nodiscard]] QString lastSlip() const { return m_lastSlip; }
  [[nodiscard]] bool scannerPlugged() const { return m_stage->look().scannerPlugged; }
  [[nodiscard]] bool keypadPlugged() const { return m_stage->look().keypadPlugged; }
  [[nodiscard]] bool panelPlugged() const { return m_stage->look().panelPlugged; }
  [[nodiscard]] bool headphones() const { return m_stage->look().headphones; }
  [[nodiscard]] bool person() const { return m_stage->look().person; }
  [[nodiscard]] SwitchPosition operatorSwitch() const;
  [[nodiscard]] bool lampPlugged() const { return m_stage->look().lampPlugged; }
  [[nodiscard]] bool lampLit() const { return m_lampLit; }

  [[nodiscard]] int cardLooks() const { return m_stage->looks(); }
  // False, and nothing changes, for a key nobody has.
  Q_INVOKABLE bool layCard(const QString& key);
  Q_INVOKABLE void takeCard();
  void setCardFault(CardFault fault);
  void setPaper(PaperLevel paper);
  void setCoverOpen(bool open);
  void setPrinterPlugged(bool plugged);
  void setCameraPlugged(bool plugged);
  void setDocumentCameraPlugged(bool plugged);
  void setSheet(Sheet sheet);
  Q_INVOKABLE void showCode(const QString& text) { showCodes({text}); }
  void showCodes(const QStringList& texts);  // side by side
  Q_INVOKABLE void showUnreadableCode();
  Q_INVOKABLE void hideCode();
  // The scanner reads this; nothing happens while it is unplugged.
  Q_INVOKABLE void scan(const QString& text);
  void setScannerPlugged(bool plugged);
  void setKeypadPlugged(bool plugged);
  void setPanelPlugged(bool plugged);
  void setHeadphones(bool in);
  void setPerson(bool there);
  void setOperatorSwitch(SwitchPosition position);
  Q_INVOKABLE void holdCallButton(bool down);
  void setLampPlugged(bool plugged);

  // Called by the bay when a slip has come out; `kept` is false if its file could not be written.
  void takeSlip(const Slip& slip, bool kept);
  // Called by the bay when the lamp was told to be lit or dark.
  void showLamp(Lamp lamp);

 Q_SIGNALS:
  void lampChanged();
  void changed();
  // A plug was pulled or put back, or the printer's paper or cover changed: worth a look by the bay.
  void disturbed(hall::drivers::DeviceKind kind);
  void printed(const hall::drivers::sim::Slip& slip);
  void pagesPrinted(const QByteArray& pdf);

 private:
  void turn(const std::function<void(Stage::State&)>& how);

  std::shared_ptr<Stage> m_stage;
  QList<Person> m_people;
  QString m_card;
  QString m_lastSlip;
  bool m_lampLit = false;
};

}  // namespace hall::drivers::sim
