#pragma once
// The real kiosk on the glass with simulated devices, and a real gateway behind it: what tests of single pages share.
// With HALL_PICTURES=<folder> every look is also kept as a picture.
#include <QDir>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/sim/sim_bay.h"
#include "kiosk-app/kiosk.h"
#include "sync/base/clock.h"
#include "sync/seal/terminal_key.h"
#include "tests/support/fake_platform_keys.h"
#include "tests/support/gateway_process.h"
#include "tests/ui/page_check.h"

namespace hall::test {

class KioskOnGlass {
 public:
  KioskOnGlass() {
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));
  }

  // Everything in folders of its own; the gateway runs when it returns.
  bool start() {
    const SystemClock clock;
    const auto key = seal::TerminalKey::openOrCreate(data.filePath(QStringLiteral("keys")), clock);
    return gateway.start() && key && gateway.admit(key->certificatePem()) &&
           keep(QStringLiteral("platform.pem"), gateway.certificatesPem()) &&
           keep(QStringLiteral("settings.json"), R"({"gateway": ")" + gateway.url() + R"("})") && open();
  }
  // Without a gateway: what `keys` has signed is the platform's word.
  bool layGround(const PlatformKeys& keys, const QByteArray& settings = "{}") {
    return keep(QStringLiteral("platform.pem"),
                keys.signing.certificate().pem() + keys.encryption.certificate().pem()) &&
           keep(QStringLiteral("settings.json"), settings);
  }
  // Shows it, on what start() or layGround() has laid.
  bool open() {
    kiosk::KioskOptions options;
    options.data = data.path();
    options.assets = QStringLiteral(HALL_ASSETS);
    options.geometry = QRect(0, 0, 1080, 1920);
    options.simulate = true;
    options.slips = data.filePath(QStringLiteral("slips"));
    auto made = kiosk::Kiosk::create(options);
    if (!made || !(*made)->show()) return false;
    kiosk = std::move(*made);
    kiosk->window()->requestActivate();  // the dock came last and has the keys
    return QTest::qWaitForWindowActive(kiosk->window());
  }
  // As after a power cut, but for what the destructors do.
  bool restart() {
    kiosk.reset();
    return open();
  }

  void press(Qt::Key key) const { QTest::keyClick(kiosk->window(), key); }
  // Walks the focus to the control of that name and selects it.
  [[nodiscard]] bool chooseByKeys(const QString& name) const {
    for (int i = 0; i < 80; ++i) {
      const QQuickItem* item = kiosk->window()->activeFocusItem();
      if (item != nullptr && nameOf(item) == name) {
        press(Qt::Key_Return);
        return true;
      }
      press(Qt::Key_Down);
    }
    qWarning("the keys never reach %s", qPrintable(name));
    return false;
  }
  // Four text sizes, two themes, two languages; empty when all of them are right.
  [[nodiscard]] QStringList inspect(const QString& page) const {
    QStringList faults;
    kiosk::SessionController& session = *kiosk->desk().session();
    const QString folder = qEnvironmentVariable("HALL_PICTURES");
    for (int look = 0; look < 16; ++look) {
      const QString name = QStringLiteral("%1-%2-%3-%4")
                               .arg(page, session.english() ? u"en" : u"zh", session.dark() ? u"dark" : u"light")
                               .arg(session.textSize());
      // Two rounds of events and a frame, so that the layout has settled before it is measured.
      const QImage picture = kiosk->window()->grabWindow();
      QCoreApplication::processEvents();
      for (const QString& fault : faultsOf({kiosk->window(), kiosk->window()->width() / 268.0})) {
        faults.append(name + QStringLiteral(": ") + fault);
      }
      if (!folder.isEmpty() &&
          (!QDir().mkpath(folder) || !picture.save(folder + u'/' + name + QStringLiteral(".png")))) {
        faults.append(QStringLiteral("no picture ") + name);
      }
      session.nextTextSize();
      if (look % 4 == 3) session.toggleTheme();
      if (look % 8 == 7) session.toggleLanguage();
    }
    return faults;
  }
  [[nodiscard]] drivers::sim::Levers& levers() const {
    return qobject_cast<drivers::sim::SimBay*>(&kiosk->bay())->levers();
  }
  [[nodiscard]] kiosk::CitizenDesk& desk() const { return kiosk->desk(); }

  QTemporaryDir data;
  QTemporaryDir platform;
  GatewayProcess gateway{platform.path()};
  std::unique_ptr<kiosk::Kiosk> kiosk;

 private:
  bool keep(const QString& name, const QByteArray& text) {
    QFile file(data.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
  }
};

}  // namespace hall::test
