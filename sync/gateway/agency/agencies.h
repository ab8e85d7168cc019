#pragma once
// The authority's systems that this gateway works for, from a file that its operator writes:
//   {"agencies": [{"agency_id": the machine's id, "services": ["*"] or ids, "recipient": PEM file of its certificate,
//     "webhook": {"url", "secrets": [files], "signing_key": file, "authorities", "client_certificate", "client_key"}}]}
// Paths are relative to the file. Immutable once loaded; any thread.
#include <QByteArrayList>
#include <QString>
#include <optional>

#include "sync/base/result.h"
#include "sync/seal/certificate.h"
#include "sync/seal/signing_key.h"

namespace hall::gateway::agency {

// Where submissions are told of; only what stands in the file is ever called.
struct Endpoint {
  QByteArray origin{};                    // "https://agency.example:8443"
  QByteArray path{};                      // "/hooks/hall"
  QList<QByteArray> secrets{};            // each signs, so that a secret can be changed without a gap
  std::optional<seal::SigningKey> key{};  // Ed25519
  QString authorities{};
  QString clientCertificate{};
  QString clientKey{};
};

struct Agency {
  QByteArray agencyId{};
  QByteArrayList services{};
  std::optional<seal::Certificate> recipient{};  // contents are sealed to it, if there is one
  std::optional<Endpoint> webhook{};

  [[nodiscard]] bool sees(const QByteArray& serviceId) const {
    return services.contains("*") || (!serviceId.isEmpty() && services.contains(serviceId));
  }
};

class Agencies {
 public:
  Agencies() = default;  // none
  // Invalid ("agency.file", "agency.entry"; the detail names the entry). Denied ("key.rights"): others may read a
  // secret.
  static Result<Agencies> load(const QString& path);

  [[nodiscard]] const QList<Agency>& all() const { return m_all; }
  [[nodiscard]] const Agency* find(const QByteArray& agencyId) const;

 private:
  QList<Agency> m_all;
};

}  // namespace hall::gateway::agency
