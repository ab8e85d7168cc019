// Our code pipeline next to ZXing-C++ alone, zbar alone and OpenCV's detector, over the same pictures in one run:
//   bench_code [--quick] [--per N] [--kinds a,b] [--half tune|held] [--ours] [--keep FOLDER]
// Pictures with an even seed are for tuning, those with an odd one are held out.
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zbar.h>

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTextStream>
#include <numeric>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/objdetect.hpp>

#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include "drivers/code/code_decoder.h"
#include "drivers/code/decoder_process.h"
#include "tests/support/code_pictures.h"

using namespace std::chrono_literals;
using hall::drivers::Deadline;
using hall::drivers::DecoderProcess;
using hall::test::CodePicture;

namespace {

struct Try {
  QByteArrayList texts;
  double milliseconds = 0;
  QByteArray pass;
};
using Decoder = std::function<Try(const cv::Mat&)>;

// In a child process, because a library may not come back: then it has read nothing in so many milliseconds.
Try inChild(const std::function<QByteArrayList(const cv::Mat&)>& read, const cv::Mat& grey) {
  constexpr int patience = 1500;
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    QElapsedTimer timer;
    timer.start();
    QByteArrayList texts = read(grey);
    texts.prepend(QByteArray::number(timer.nsecsElapsed()));
    for (QByteArray& text : texts) text = text.toHex();
    const QByteArray reply = texts.join(' ');
    const bool told = write(ends[1], reply.constData(), size_t(reply.size())) == reply.size();
    _exit(told ? 0 : 1);
  }
  close(ends[1]);
  pollfd watched{ends[0], POLLIN, 0};
  QByteArray reply;
  std::array<char, 4096> part{};
  while (poll(&watched, 1, patience) > 0) {
    const ssize_t size = ::read(ends[0], part.data(), part.size());
    if (size <= 0) break;
    reply.append(part.data(), size);
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  close(ends[0]);
  if (reply.isEmpty()) return {{}, patience, {}};
  QByteArrayList texts;
  for (const QByteArray& hex : reply.split(' ')) texts.append(QByteArray::fromHex(hex));
  const double took = texts.takeFirst().toDouble() / 1e6;
  return {texts, took, {}};
}

QByteArrayList zxing(const cv::Mat& grey) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode).setTryHarder(true).setTryRotate(true);
  const ZXing::ImageView view(grey.data, grey.cols, grey.rows, ZXing::ImageFormat::Lum, int(grey.step));
  const ZXing::Result result = ZXing::ReadBarcode(view, hints);
  if (!result.isValid()) return {};
  return {QByteArray(reinterpret_cast<const char*>(result.bytes().data()), qsizetype(result.bytes().size()))};
}

QByteArrayList zbarAlone(const cv::Mat& grey) {
  zbar::ImageScanner scanner;
  scanner.set_config(zbar::ZBAR_NONE, zbar::ZBAR_CFG_ENABLE, 0);
  scanner.set_config(zbar::ZBAR_QRCODE, zbar::ZBAR_CFG_ENABLE, 1);
  zbar::Image image(unsigned(grey.cols), unsigned(grey.rows), "Y800", grey.data, grey.total());
  scanner.scan(image);
  QByteArrayList texts;
  for (auto symbol = image.symbol_begin(); symbol != image.symbol_end(); ++symbol) {
    texts.append(QByteArray::fromStdString(symbol->get_data()));
  }
  return texts;
}

// It finds a code but Debian's does not read it, so finding counts.
QByteArrayList opencvFinds(const cv::Mat& grey) {
  std::vector<cv::Point> corners;
  const bool found = cv::QRCodeDetector().detect(grey, corners);
  return found ? QByteArrayList{"found"} : QByteArrayList();
}

struct Score {
  int pictures = 0;
  int read = 0;
  int wrong = 0;
  QList<double> times;

  void add(const Try& attempt, const QByteArrayList& truths, bool finds) {
    ++pictures;
    times.append(attempt.milliseconds);
    bool right = false;
    for (const QByteArray& text : attempt.texts) {
      const bool holds = finds ? !truths.isEmpty() : truths.contains(text);
      right = right || holds;
      wrong += holds ? 0 : 1;
    }
    read += right ? 1 : 0;
  }
  [[nodiscard]] double rate() const { return pictures == 0 ? 0 : 100.0 * read / pictures; }
  [[nodiscard]] double at(double share) const {
    QList<double> sorted = times;
    std::sort(sorted.begin(), sorted.end());
    return sorted.isEmpty() ? 0 : sorted[std::min(sorted.size() - 1, qsizetype(double(sorted.size()) * share))];
  }
  [[nodiscard]] double perSecond() const {
    const double all = std::accumulate(times.begin(), times.end(), 0.0);
    return all == 0 ? 0 : 1000.0 * double(times.size()) / all;
  }
};

struct Runner {
  QString name;
  Decoder decode;
  bool finds = false;
  Score withCodes = {};
  Score without = {};
  QMap<QByteArray, Score> kinds = {};
  QMap<QByteArray, int> passes = {};
};

struct Plan {
  QList<QByteArray> kinds;
  int perKind = 40;
  int first = 0;  // seed
  int step = 1;
  QString keep;
};

std::vector<Runner> runners(DecoderProcess& process, bool oursOnly) {
  std::vector<Runner> all{
      {QStringLiteral("hall"), [&process](const cv::Mat& grey) {
         QElapsedTimer timer;
         timer.start();
         const hall::drivers::Sight sight = process.look(grey, Deadline::in(hall::drivers::pictureBudget), 0);
         Try attempt{{}, double(timer.nsecsElapsed()) / 1e6, sight.passes.value(sight.passes.size() - 1)};
         for (const auto& code : sight.codes) attempt.texts.append(code.bytes);
         return attempt;
       }}};
  if (oursOnly) return all;
  all.push_back({QStringLiteral("ZXing-C++ 1.4"), [](const cv::Mat& grey) { return inChild(zxing, grey); }});
  all.push_back({QStringLiteral("zbar"), [](const cv::Mat& grey) { return inChild(zbarAlone, grey); }});
  all.push_back(
      {QStringLiteral("OpenCV (finds)"), [](const cv::Mat& grey) { return inChild(opencvFinds, grey); }, true});
  return all;
}

void keep(const QString& folder, const QByteArray& kind, int seed, const CodePicture& picture, QFile& truths) {
  if (folder.isEmpty()) return;
  const QString path =
      folder + QStringLiteral("/%1-%2.png").arg(QString::fromLatin1(kind)).arg(seed, 4, 10, QLatin1Char('0'));
  cv::imwrite(path.toStdString(), picture.grey, {cv::IMWRITE_PNG_COMPRESSION, 1});
  truths.write(path.toUtf8() + '\t' + picture.truths.join('\t') + '\n');
}

void measure(const Plan& plan, std::vector<Runner>& all) {
  QFile truths(plan.keep + QStringLiteral("/truths.tsv"));
  if (!plan.keep.isEmpty() && (!QDir().mkpath(plan.keep) || !truths.open(QIODevice::WriteOnly))) return;
  for (const QByteArray& kind : plan.kinds) {
    for (int i = 0; i < plan.perKind; ++i) {
      const int seed = plan.first + i * plan.step;
      const CodePicture picture = hall::test::codePicture(kind, seed);
      keep(plan.keep, kind, seed, picture, truths);
      for (Runner& runner : all) {
        const Try attempt = runner.decode(picture.grey);
        runner.kinds[kind].add(attempt, picture.truths, runner.finds);
        (picture.truths.isEmpty() ? runner.without : runner.withCodes).add(attempt, picture.truths, runner.finds);
        if (!attempt.texts.isEmpty()) ++runner.passes[attempt.pass];
      }
    }
  }
}

QString column(double value, int digits = 1) {
  return QString::number(value, 'f', digits).rightJustified(9);
}

void tell(QTextStream& out, const std::vector<Runner>& all, const Plan& plan) {
  out << QStringLiteral("\n%1 %2").arg(QStringLiteral("kind"), -12).arg(QString());
  for (const Runner& runner : all) out << QStringLiteral(" %1").arg(runner.name.left(14), 16);
  out << QStringLiteral("   (read %; worst ms of hall)\n");
  for (const QByteArray& kind : plan.kinds) {
    out << QString::fromLatin1(kind).leftJustified(13);
    for (const Runner& runner : all) out << QString::number(runner.kinds[kind].rate(), 'f', 1).rightJustified(17);
    const Score& ours = all.front().kinds[kind];
    out << column(ours.at(0.5)) << column(ours.at(1)) << (ours.wrong != 0 ? "  WRONG " : "") << '\n';
  }
  out << "\ndecoder            read %    ratio    wrong   median      p95    worst   frames/s | without codes: read    "
         "median      p95    worst\n";
  const double base = all.size() > 1 ? all[1].withCodes.rate() : 0;
  for (const Runner& runner : all) {
    const Score& with = runner.withCodes;
    const Score& bare = runner.without;
    out << runner.name.leftJustified(16) << column(with.rate()) << column(base > 0 ? with.rate() / base : 0, 3)
        << QString::number(runner.finds ? 0 : with.wrong + bare.wrong).rightJustified(9) << column(with.at(0.5), 2)
        << column(with.at(0.95)) << column(with.at(1)) << column(with.perSecond()) << "   |"
        << QString::number(bare.read + bare.wrong).rightJustified(9) << column(bare.at(0.5), 2) << column(bare.at(0.95))
        << column(bare.at(1)) << '\n';
  }
  out << "\npasses that read:";
  for (auto pass = all.front().passes.cbegin(); pass != all.front().passes.cend(); ++pass) {
    out << ' ' << QString::fromLatin1(pass.key()) << '=' << pass.value();
  }
  out << Qt::endl;
}

Plan planned(const QCommandLineParser& parser) {
  Plan plan;
  plan.perKind = parser.isSet(QStringLiteral("quick")) ? 4 : 40;
  if (const int wanted = parser.value(QStringLiteral("per")).toInt(); wanted > 0) plan.perKind = wanted;
  plan.kinds = parser.value(QStringLiteral("kinds")).toLatin1().split(',');
  if (!parser.isSet(QStringLiteral("kinds")))
    plan.kinds = hall::test::kindsWithCodes() + hall::test::kindsWithoutCodes();
  if (const QString half = parser.value(QStringLiteral("half")); !half.isEmpty()) {
    plan.step = 2;
    plan.first = half == QStringLiteral("held") ? 1 : 0;
  }
  plan.keep = parser.value(QStringLiteral("keep"));
  return plan;
}

}  // namespace

int main(int argc, char** argv) {
  const QCoreApplication app(argc, argv);
  QCommandLineParser parser;
  parser.addHelpOption();
  parser.addOptions(
      {{QStringLiteral("quick"), QStringLiteral("Four pictures of each kind.")},
       {QStringLiteral("per"), QStringLiteral("Pictures of each kind (40)."), QStringLiteral("number")},
       {QStringLiteral("kinds"), QStringLiteral("Only these."), QStringLiteral("names")},
       {QStringLiteral("half"), QStringLiteral("\"tune\" or \"held\"; both unless told."), QStringLiteral("half")},
       {QStringLiteral("ours"), QStringLiteral("Our pipeline only.")},
       {QStringLiteral("keep"), QStringLiteral("Writes the pictures there, with truths.tsv."),
        QStringLiteral("folder")}});
  parser.process(app);
  cv::setNumThreads(1);
  DecoderProcess process(QStringLiteral(HALL_CODE_WORKER));
  if (!process.warm()) {
    QTextStream(stderr) << "no worker to measure\n";
    return 2;
  }
  const Plan plan = planned(parser);
  std::vector<Runner> all = runners(process, parser.isSet(QStringLiteral("ours")));
  measure(plan, all);
  QTextStream out(stdout);
  tell(out, all, plan);
  return 0;
}
