// The report for people: one line a kind of fault, Chinese and English, and below it everything that is not as it
// should be, in full.
#include <QJsonArray>

#include "sync/drill/report.h"

namespace hall::drill {

namespace {

constexpr int kNameWidth = 26;
constexpr int kNumberWidth = 10;

// A character of Chinese takes two places.
int widthOf(const QString& text) {
  int width = 0;
  for (const QChar c : text) width += c.unicode() >= 0x2E80 ? 2 : 1;
  return width;
}

QString padded(const QString& text, int width) {
  return text + QString(std::max(1, width - widthOf(text)), QLatin1Char(' '));
}

QString number(const QJsonObject& figures, const char* name) {
  return QString::number(figures.value(QLatin1String(name)).toInteger()).rightJustified(kNumberWidth);
}

qint64 sumOf(const QJsonObject& counts) {
  qint64 sum = 0;
  for (const QJsonValue& value : counts) sum += value.toInteger();
  return sum;
}

QString listed(const QJsonObject& counts) {
  QStringList words;
  for (auto i = counts.begin(); i != counts.end(); ++i) {
    words.append(QStringLiteral("%1 × %2").arg(i.key()).arg(i.value().toInteger()));
  }
  return words.join(QStringLiteral(", "));
}

QString figures(const QJsonObject& json, qint64 faults) {
  const QJsonObject held = json.value(QLatin1String("held")).toObject();
  return QString::number(faults).rightJustified(kNumberWidth) + number(json, "submitted") + number(json, "received") +
         number(json, "lost") + number(json, "doubled") + QString::number(sumOf(held)).rightJustified(kNumberWidth) +
         number(json, "unexplained_count");
}

QString line(const QJsonObject& kind) {
  const QString name = padded(kind.value(QLatin1String("zh")).toString(), 20) +
                       padded(kind.value(QLatin1String("en")).toString(), kNameWidth);
  if (kind.contains(QLatin1String("not_done"))) {
    return name + QStringLiteral("  未进行 not done: ") + kind.value(QLatin1String("not_done")).toString();
  }
  const qint64 faults = kind.value(QLatin1String("faults")).toInteger();
  const bool clean = kind.value(QLatin1String("is_clean")).toBool();
  return name + figures(kind.value(QLatin1String("figures")).toObject(), faults) +
         (clean ? QStringLiteral("  ✓") : QStringLiteral("  ✗"));
}

void remarks(const QJsonObject& kind, QStringList& lines) {
  const QString id = kind.value(QLatin1String("fault")).toString();
  const QJsonObject sums = kind.value(QLatin1String("figures")).toObject();
  const auto say = [&](const char* what, const QString& text) {
    if (!text.isEmpty()) lines.append(QStringLiteral("  %1: %2 %3").arg(id, QLatin1String(what), text));
  };
  say("exercised", listed(kind.value(QLatin1String("exercised")).toObject()));
  say("seen", listed(kind.value(QLatin1String("seen")).toObject()));
  say("held at first, released by the drill's clerk", listed(kind.value(QLatin1String("held_at_first")).toObject()));
  say("held", listed(sums.value(QLatin1String("held")).toObject()));
  say("told \"not kept\"", listed(sums.value(QLatin1String("refused")).toObject()));
  say("refused to start", listed(sums.value(QLatin1String("failed_starts")).toObject()));
  const auto each = [&](const char* what, const QJsonArray& sentences) {
    for (const QJsonValue& sentence : sentences) say(what, sentence.toString());
  };
  each("story", kind.value(QLatin1String("stories")).toArray());
  each("TROUBLE", kind.value(QLatin1String("troubles")).toArray());
  each("UNEXPLAINED", sums.value(QLatin1String("unexplained")).toArray());
}

}  // namespace

QByteArray table(const QJsonObject& report) {
  QStringList lines{
      QStringLiteral("演练报告  Drill report   %1 – %2   seed %3")
          .arg(report.value(QLatin1String("begun")).toString(), report.value(QLatin1String("ended")).toString())
          .arg(report.value(QLatin1String("seed")).toInteger())};
  QString head = padded(QStringLiteral("故障 fault"), 20 + kNameWidth);
  for (const char* zh : {"次数", "提交", "收到", "丢失", "重复", "暂存", "不明"}) {
    head += QString(kNumberWidth - 4, QLatin1Char(' ')) + QString::fromUtf8(zh);
  }
  QString under(20 + kNameWidth, QLatin1Char(' '));
  for (const char* en : {"faults", "submitted", "received", "lost", "doubled", "held", "unclear"}) {
    under += QString::fromLatin1(en).rightJustified(kNumberWidth);
  }
  lines << head << under;
  QStringList notes;
  qint64 faults = 0;
  const QJsonArray kinds = report.value(QLatin1String("kinds")).toArray();
  for (const QJsonValue& kind : kinds) {
    lines.append(line(kind.toObject()));
    remarks(kind.toObject(), notes);
    faults += kind[QLatin1String("faults")].toInteger();
  }
  const bool clean = report.value(QLatin1String("is_clean")).toBool();
  lines.append(padded(QStringLiteral("合计 all"), 20 + kNameWidth) +
               figures(report.value(QLatin1String("figures")).toObject(), faults));
  lines.append(clean ? QStringLiteral("结论：无丢失、无重复。 Nothing lost, nothing doubled.")
                     : QStringLiteral("结论：有问题，见下。 NOT CLEAN: see below."));
  return (lines + QStringList(QString()) + notes).join(QLatin1Char('\n')).toUtf8() + '\n';
}

}  // namespace hall::drill
