#include "kiosk-app/core/credential_check.h"

#include <QFile>

#include "sync/credential/mirrored_trust_list.h"

namespace hall::kiosk {

credential::Verdict CredentialCheck::judge(const QString& text) const {
  const std::optional<credential::TrustList> known = list();
  return credential::verify(text.toUtf8(), known ? &*known : nullptr, m_clock.now());
}

std::optional<credential::TrustList> CredentialCheck::list() const {
  QFile file(m_folder + QStringLiteral("/trust-root.pem"));
  if (!file.open(QIODevice::ReadOnly)) return std::nullopt;  // this terminal was given none
  const Result<seal::Certificate> root = seal::Certificate::fromPem(file.readAll());
  Result<credential::TrustList> list =
      root ? credential::loadTrustList(m_folder + QStringLiteral("/trust-list.cms"), *root) : failure(root.error());
  if (list) return std::move(*list);
  m_log.event(Log::Level::Warning, "trust-list.not-read",
              {{QStringLiteral("code"), QString::fromLatin1(list.error().code)}});
  return std::nullopt;
}

}  // namespace hall::kiosk
