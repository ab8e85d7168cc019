#include "kiosk-app/mirrors.h"

#include <QRandomGenerator>

#include "sync/base/durable_file.h"
#include "sync/credential/mirrored_trust_list.h"
#include "sync/engine/refresh.h"

namespace hall::kiosk {

namespace {

constexpr std::chrono::minutes kPause{15};
constexpr qint64 kMaximumCertificateBytes = 64LL * 1024;

QString folderOf(const QString& data, const QByteArray& collection) {
  return data + QStringLiteral("/mirror/") + QString::fromLatin1(collection);
}

// A quarter of an hour, more or less, so that the terminals of a hall do not ask in step.
std::chrono::milliseconds nextPause() {
  const auto half = std::chrono::milliseconds(kPause) / 2;
  return half + std::chrono::milliseconds(QRandomGenerator::global()->bounded(2 * static_cast<int>(half.count())));
}

void tell(const catalogue::Catalogue& services, Log& log) {
  for (const catalogue::Catalogue::Fault& fault : services.faults()) {
    log.event(Log::Level::Warning, "definition.refused",
              {{QStringLiteral("file"), fault.file}, {QStringLiteral("what"), fault.what}});
  }
}

}  // namespace

catalogue::Catalogue Mirrors::services(const Place& place, const seal::Certificate& platform, Log& log) {
  const auto folder = mirror::MirroredFolder::open(folderOf(place.data, "services"), "services", platform);
  if (folder && folder->current()) {
    catalogue::Catalogue mirrored = catalogue::Catalogue::load(folder->files());
    tell(mirrored, log);
    if (!mirrored.services().isEmpty()) return mirrored;
    log.event(Log::Level::Critical, "mirror.nothing-usable");
  }
  catalogue::Catalogue shipped = catalogue::Catalogue::load(place.shippedServices);
  tell(shipped, log);
  return shipped;
}

Mirrors::Mirrors(Place place, seal::Certificate platform, std::unique_ptr<engine::Transport> transport, Log& log,
                 QObject* parent)
    : QObject(parent),
      m_place(std::move(place)),
      m_platform(std::move(platform)),
      m_transport(std::move(transport)),
      m_log(log) {
  if (!m_transport) return;
  m_timer.setSingleShot(true);
  connect(&m_timer, &QTimer::timeout, this, &Mirrors::ask);
  ask();
}

Mirrors::~Mirrors() = default;

void Mirrors::ask() {
  m_lane.run(
      this, [this](const std::stop_token& stop) { return look(stop); },
      [this](const News& news) {
        take(news);
        m_timer.start(nextPause());
        Q_EMIT asked();
      });
}

Mirrors::News Mirrors::look(const std::stop_token& stop) {
  News news;
  const auto services = bring("services", stop);
  if (!services) news.trouble = services.error();
  if (services && *services) news.services = Mirrors::services(m_place, m_platform, m_log);
  const auto list = bring("trust-list", stop);
  if (!list) news.trouble = list.error();
  return news;
}

Result<bool> Mirrors::bring(const QByteArray& collection, const std::stop_token& stop) {
  auto folder = mirror::MirroredFolder::open(folderOf(m_place.data, collection), collection, m_platform);
  if (!folder) return failure(folder.error());
  auto changed = engine::refresh(*folder, *m_transport, stop);
  if (changed && collection == "trust-list" && folder->current()) {
    if (auto taken = takeTrustList(*folder); !taken) return failure(taken.error());
  }
  return changed;
}

// The list has a signature and a number of its own: the platform carries it, the trust root vouches for it.
Result<void> Mirrors::takeTrustList(const mirror::MirroredFolder& folder) {
  const auto message = readWholeFile(folder.files() + QStringLiteral("/trust-list.cms"), mirror::kMaximumFileBytes);
  if (!message) return failure(message.error());
  const QString path = m_place.data + QStringLiteral("/trust-list.cms");
  if (const auto present = readWholeFile(path, mirror::kMaximumFileBytes); present && *present == *message) return {};
  const auto pem = readWholeFile(m_place.data + QStringLiteral("/trust-root.pem"), kMaximumCertificateBytes);
  if (!pem) return failure(pem.error());
  const auto root = seal::Certificate::fromPem(*pem);
  if (!root) return failure(root.error());
  const auto replaced = credential::replaceTrustList(path, *message, *root);
  return replaced ? Result<void>() : failure(replaced.error());
}

void Mirrors::take(const News& news) {
  const QByteArray trouble = news.trouble ? news.trouble->code : QByteArray();
  if (news.trouble && trouble != m_lastTrouble) {
    m_log.event(
        Log::Level::Warning, "mirror.not-refreshed",
        {{QStringLiteral("code"), QString::fromLatin1(trouble)}, {QStringLiteral("detail"), news.trouble->detail}});
  }
  m_lastTrouble = trouble;
  if (news.services) Q_EMIT servicesChanged(*news.services);
}

}  // namespace hall::kiosk
