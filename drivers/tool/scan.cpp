#include "drivers/tool/scan.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "drivers/code/decoder_process.h"
#include "drivers/code/payload_text.h"
#include "drivers/tool/picture_file.h"

namespace hall::drivers::tool {

namespace {

struct Line {
  QString path;
  SeenCode code;
  double milliseconds;
  QByteArrayList passes;
};

QString json(const Line& line) {
  QJsonArray passes;
  for (const QByteArray& pass : line.passes) passes.append(QString::fromLatin1(pass));
  QJsonArray corners;
  for (const QPoint& corner : line.code.corners) corners.append(QJsonArray{corner.x(), corner.y()});
  const QJsonObject object{{QStringLiteral("path"), line.path},
                           {QStringLiteral("format"), QString::fromLatin1(line.code.format)},
                           {QStringLiteral("text"), payloadCharacters(line.code.bytes)},
                           {QStringLiteral("corners"), corners},
                           {QStringLiteral("milliseconds"), line.milliseconds},
                           {QStringLiteral("passes"), passes}};
  return QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

QString words(const Line& line, Columns columns) {
  QStringList all{escaped(line.path), QString::fromLatin1(line.code.format),
                  escaped(payloadCharacters(line.code.bytes))};
  if (columns == Columns::WithMilliseconds) all.append(QString::number(line.milliseconds, 'f', 2));
  return all.join(u'\t');
}

}  // namespace

QString escaped(const QString& text) {
  QString result;
  for (const QChar unit : text) {
    const bool plain = unit.category() != QChar::Other_Control && unit != u'\\';
    result += plain ? QString(unit)
                    : QStringLiteral("\\x%1")
                          .arg(int(unit.unicode()), 2, 16, QLatin1Char('0'))
                          .toUpper()
                          .replace(1, 1, QStringLiteral("x"));
  }
  return result;
}

int scan(const QStringList& pictures, std::chrono::milliseconds budget, Format format, Columns columns,
         QTextStream& out, QTextStream& errors) {
  DecoderProcess decoder(DecoderProcess::installed());
  if (!decoder.warm()) {
    errors << "hall-code-worker cannot be started" << Qt::endl;
    return 2;
  }
  bool well = true;
  for (const QString& path : pictures) {
    const Result<cv::Mat> picture = readPicture(path);
    if (!picture) {
      errors << path << ": " << QString::fromLatin1(picture.error().code) << ' ' << picture.error().detail << Qt::endl;
      well = false;
    }
    QElapsedTimer timer;
    timer.start();
    const Sight sight = picture ? decoder.look(*picture, Deadline::in(budget), 0) : Sight();
    const double took = picture ? double(timer.nsecsElapsed()) / 1e6 : 0;
    for (const SeenCode& code : sight.codes.isEmpty() ? QList<SeenCode>{{}} : sight.codes) {
      const Line line{path, code, took, sight.passes};
      out << (format == Format::Json ? json(line) : words(line, columns)) << Qt::endl;
    }
  }
  return well ? 0 : 1;
}

}  // namespace hall::drivers::tool
