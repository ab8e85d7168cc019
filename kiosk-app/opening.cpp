#include "kiosk-app/opening.h"

#include "kiosk-app/core/notice.h"
#include "kiosk-app/glass.h"

namespace hall::kiosk {

using namespace std::chrono_literals;

Opening::Opening(const KioskOptions& options) : m_options(options) {
  m_again.setInterval(10s);
  connect(&m_again, &QTimer::timeout, this, &Opening::tryNow);
}

Opening::~Opening() = default;

void Opening::tryNow() {
  Result<std::unique_ptr<Kiosk>> kiosk = Kiosk::create(m_options);
  if (!kiosk) {
    showClosed(kiosk.error());
    m_again.start();
    return;
  }
  m_again.stop();
  m_closed.reset();
  m_kiosk = std::move(*kiosk);
  if (!m_kiosk->show()) {
    m_kiosk.reset();
    showClosed({Failure::Internal, "kiosk.pages", {}});
  }
}

QQuickWindow* Opening::closedWindow() const {
  return windowOf(m_closed.get());
}

void Opening::showClosed(const Error& error) {
  const SystemClock clock;
  Log log(clock, Log::standardError());
  log.event(Log::Level::Critical, "kiosk.closed",
            {{QStringLiteral("code"), QString::fromLatin1(error.code)}, {QStringLiteral("detail"), error.detail}});
  if (m_closed) return;  // the page is there already
  // Without words not even this page can speak; it then shows the code alone.
  const model::Words words = model::Words::load(m_options.assets + QStringLiteral("/i18n")).value_or(model::Words());
  const auto both = [&words](const QString& id) {
    return QStringList{words.text(id, model::Language::Chinese), words.text(id, model::Language::English)};
  };
  m_closed = makePages(m_options);
  m_closed->setInitialProperties({{QStringLiteral("titles"), both(QStringLiteral("unavailable.title"))},
                                  {QStringLiteral("hints"), both(QStringLiteral("unavailable.hint"))},
                                  {QStringLiteral("reasons"), both(noticeFor(error, words).citizen)},
                                  {QStringLiteral("code"), QString::fromLatin1(error.code)}});
  m_closed->load(QUrl(QStringLiteral("qrc:/qt/qml/Hall/Citizen/ClosedWindow.qml")));
  if (QQuickWindow* window = closedWindow(); window != nullptr) putOnGlass(*window, m_options);
}

}  // namespace hall::kiosk
