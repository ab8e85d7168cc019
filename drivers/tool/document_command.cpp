#include "drivers/tool/document_command.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <opencv2/imgcodecs.hpp>

#include "drivers/camera/video_document_camera.h"
#include "drivers/document_pdf.h"

namespace hall::drivers::tool {

using namespace std::chrono_literals;

namespace {

constexpr std::chrono::milliseconds patience = 30s;  // for one page

QJsonObject jsonOf(int number, const Result<DocumentPage>& page) {
  QJsonObject object{{QStringLiteral("page"), number}};
  if (!page) {
    object.insert(QStringLiteral("error"), QString::fromLatin1(page.error().code));
    object.insert(QStringLiteral("detail"), page.error().detail);
    return object;
  }
  QJsonArray flaws;
  for (const PageFlaw flaw : page->flaws) flaws.append(QString::fromLatin1(name(flaw)));
  object.insert(QStringLiteral("width"), page->width);
  object.insert(QStringLiteral("height"), page->height);
  object.insert(QStringLiteral("dotsPerInch"), page->dotsPerInch);
  object.insert(QStringLiteral("bytes"), page->jpeg.size());
  object.insert(QStringLiteral("flaws"), flaws);
  return object;
}

}  // namespace

QHash<QString, QString> sentencesIn(const QString& wordsFolder) {
  QFile file(wordsFolder + QStringLiteral("/documents.json"));
  QHash<QString, QString> sentences;
  if (!file.open(QIODevice::ReadOnly)) return sentences;
  const QJsonObject words = QJsonDocument::fromJson(file.readAll()).object();
  for (auto word = words.constBegin(); word != words.constEnd(); ++word) {
    const QJsonObject text = word->toObject();
    sentences.insert(word.key(), text[QLatin1String("zh")].toString() + QStringLiteral(" / ") +
                                     text[QLatin1String("en")].toString());
  }
  return sentences;
}

DocumentCommand::DocumentCommand(const DeviceOpener& opener, QHash<QString, QString> sentences, Format format,
                                 QTextStream& out)
    : m_opener(opener), m_sentences(std::move(sentences)), m_format(format), m_out(out) {}

// The file is the technician's own; pictures of citizens come from the camera only.
Result<DocumentPage> DocumentCommand::fromFile(const QString& path) const {
  cv::Mat picture;
  try {
    picture = cv::imread(path.toStdString(), cv::IMREAD_COLOR);
  } catch (const cv::Exception&) {
    picture.release();
  }
  const Result<PageSight> sight = sightOf(std::move(picture), {}, {});
  if (!sight) return failure(sight.error());
  if (sight->page) return pageOf(*sight);
  QStringList flaws;
  for (const PageFlaw flaw : sight->flaws) flaws.append(QString::fromLatin1(name(flaw)));
  return failure(Failure::NotFound, "document.none", flaws.join(u' '));
}

void DocumentCommand::tell(int number, const Result<DocumentPage>& page) {
  const QJsonObject object = jsonOf(number, page);
  if (m_format == Format::Json) {
    m_out << QString::fromUtf8(QJsonDocument(object).toJson(QJsonDocument::Compact)) << Qt::endl;
    return;
  }
  QStringList words{QString::number(number)};
  if (page) {
    words.append(QStringLiteral("%1 x %2, %3 dpi, %4 bytes")
                     .arg(page->width)
                     .arg(page->height)
                     .arg(page->dotsPerInch)
                     .arg(page->jpeg.size()));
    for (const PageFlaw flaw : page->flaws) {
      words.append(m_sentences.value(wordOf(flaw), QString::fromLatin1(name(flaw))));
    }
    if (page->flaws.isEmpty()) words.append(QStringLiteral("good"));
  } else {
    words.append(QString::fromLatin1(page.error().code));
    words.append(page.error().detail);
  }
  m_out << words.join(u'\t').trimmed() << Qt::endl;
}

int DocumentCommand::run(const QString& where, const DocumentOrder& order) {
  QList<DocumentPage> pages;
  bool good = true;
  int number = 0;
  const auto take = [&](Result<DocumentPage> page) {
    tell(++number, page);
    good = good && page && page->flaws.isEmpty();
    if (page) pages.append(std::move(*page));
  };
  for (const QString& path : order.pictures) take(fromFile(path));
  if (order.pictures.isEmpty()) {
    Result<std::unique_ptr<DocumentCamera>> camera = m_opener.documentCamera(where);
    if (!camera) {
      tell(1, failure(camera.error()));
      return 2;
    }
    for (int i = 0; i < order.pages; ++i) take((*camera)->capture(CapturePolicy::BestOfAll, patience, {}, {}));
  }
  const Result<QByteArray> pdf = documentPdf(pages, QStringLiteral("hall-device"), QDateTime::currentDateTimeUtc());
  QFile file(order.file);
  if (!pdf || !file.open(QIODevice::WriteOnly) || file.write(*pdf) != pdf->size()) {
    m_out << "cannot write " << order.file << Qt::endl;
    return 2;
  }
  return good ? 0 : 1;
}

}  // namespace hall::drivers::tool
