#include "kiosk-app/papers/certificate_paper.h"

namespace hall::papers {

using Kind = Block::Kind;
using model::Language;
using model::LocalText;

namespace {

LocalText word(const model::Words& words, const char* id) {
  return {words.text(QLatin1String(id), Language::Chinese), words.text(QLatin1String(id), Language::English)};
}

}  // namespace

Result<QByteArray> certificatePaper(const CertificatePaper& certificate, const model::Words& words) {
  QList<Block> blocks{{Kind::Title, certificate.title, {}},
                      {Kind::Rule, {}, {}},
                      {Kind::Fact, word(words, "certificate.holder"), certificate.holder}};
  for (const CertificatePaper::Statement& statement : certificate.statements) {
    blocks.append({Kind::Fact, statement.label, statement.value});
  }
  blocks.append({Kind::Rule, {}, {}});
  blocks.append({Kind::Paragraph, word(words, "certificate.meaning"), {}});
  blocks.append({Kind::Code, word(words, "certificate.verify"), certificate.code});
  blocks.append({Kind::Ending, certificate.issuer, {}});
  const QString day = QStringLiteral("%1年%2月%3日")
                          .arg(certificate.date.year())
                          .arg(certificate.date.month())
                          .arg(certificate.date.day());
  blocks.append({Kind::Ending, {day, certificate.date.toString(Qt::ISODate)}, {}});
  return flow({certificate.title.zh, certificate.date.startOfDay(Qt::UTC)}, blocks, words);
}

}  // namespace hall::papers
