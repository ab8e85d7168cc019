#include "kiosk-app/papers/acceptance_notice.h"

#include <QTextBoundaryFinder>

namespace hall::papers {

using Kind = Block::Kind;
using model::Language;
using model::LocalText;

namespace {

QStringList characters(const QString& text) {
  QStringList all;
  QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, text);
  for (auto from = finder.position(), to = finder.toNextBoundary(); to > 0; from = to, to = finder.toNextBoundary()) {
    all.append(text.mid(from, to - from));
  }
  return all;
}

QString stars(qsizetype count) {
  return QString(count, u'＊');
}

LocalText word(const model::Words& words, const char* id) {
  return {words.text(QLatin1String(id), Language::Chinese), words.text(QLatin1String(id), Language::English)};
}

LocalText deadline(const model::Words& words, int days) {
  if (days <= 0) return word(words, "notice_page.at_once");
  LocalText text = word(words, "notice_page.deadline");
  text.zh = text.zh.arg(days);
  text.en = text.en.arg(days);
  return text;
}

QString when(const QDateTime& time) {
  return time.toOffsetFromUtc(8 * 3600).toString(QStringLiteral("yyyy-MM-dd HH:mm"));
}

}  // namespace

QString maskedName(const QString& name) {
  const QStringList all = characters(name.trimmed());
  if (all.size() < 2) return all.join(QString());
  if (all.size() == 2) return all[0] + stars(1);
  return all.constFirst() + stars(all.size() - 2) + all.constLast();
}

QString maskedNumber(const QString& number) {
  constexpr qsizetype shown = 4;
  if (number.size() <= 2 * shown) return stars(number.size());
  return number.first(shown) + QString(number.size() - 2 * shown, u'*') + number.last(shown);
}

Result<QByteArray> acceptanceNotice(const AcceptanceNotice& notice, const model::Words& words) {
  const LocalText title = word(words, "notice_page.title");
  const QString applicant =
      QStringList{maskedName(notice.applicant), maskedNumber(notice.applicantNumber)}.join(QStringLiteral("  "));
  QList<Block> blocks{{Kind::Above, notice.hallName, {}},
                      {Kind::Title, title, {}},
                      {Kind::Rule, {}, {}},
                      {Kind::Fact, word(words, "notice_page.acceptance_no"), notice.acceptanceNo},
                      {Kind::Fact, word(words, "notice_page.received_at"), when(notice.receivedAt)},
                      {Kind::Fact, word(words, "notice_page.service"), notice.serviceName.zh, notice.serviceName.en},
                      {Kind::Fact, word(words, "notice_page.authority"), notice.authority.zh, notice.authority.en},
                      {Kind::Fact, word(words, "notice_page.applicant"), applicant.trimmed()},
                      {Kind::Rule, {}, {}},
                      {Kind::Paragraph, word(words, "notice_page.meaning"), {}},
                      {Kind::Paragraph, deadline(words, notice.legalWorkingDays), {}}};
  if (!notice.materials.isEmpty()) {
    blocks.append({Kind::Heading, word(words, "notice_page.materials"), {}});
    for (const LocalText& material : notice.materials) blocks.append({Kind::Item, material, {}});
  }
  blocks.append({Kind::Heading, word(words, "notice_page.asking"), {}});
  const bool usual = notice.asking.zh.isEmpty();
  blocks.append({Kind::Paragraph, usual ? word(words, "notice_page.ask_here") : notice.asking, {}});
  blocks.append({Kind::Code, word(words, "notice_page.verify"), notice.code});
  return flow({title.zh, notice.receivedAt}, blocks, words);
}

}  // namespace hall::papers
