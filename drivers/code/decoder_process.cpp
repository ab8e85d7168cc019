#include "drivers/code/decoder_process.h"

#include <QCoreApplication>
#include <QFileInfo>

namespace hall::drivers {

namespace {

constexpr std::chrono::milliseconds grace(60);  // for the pass that was running when the time was over

}  // namespace

DecoderProcess::DecoderProcess(QString program) : m_program(std::move(program)) {}

QString DecoderProcess::installed() {
  const QString folder = QCoreApplication::applicationDirPath();
  for (const char* place : {"/hall-code-worker", "/../bin/hall-code-worker"}) {
    const QString path = folder + QLatin1String(place);
    if (QFileInfo(path).isExecutable()) return path;
  }
  return {};
}

bool DecoderProcess::takeSpare() {
  if (!m_worker) {
    m_worker = m_spare ? std::move(m_spare) : DecoderWorker::start(m_program);
  }
  if (!m_spare) m_spare = DecoderWorker::start(m_program);
  if (m_worker && !m_worker->awaitReady()) m_worker.reset();
  return m_worker != nullptr;
}

bool DecoderProcess::warm() {
  return takeSpare() && m_spare && m_spare->awaitReady();
}

Sight DecoderProcess::look(const cv::Mat& grey, const Deadline& deadline, unsigned turn) {
  const bool sound = !grey.empty() && grey.type() == CV_8UC1 && grey.cols <= DecoderWorker::longestSide &&
                     grey.rows <= DecoderWorker::longestSide;
  if (!sound || !takeSpare()) {
    return {};
  }
  Result<Sight> sight = m_worker->ask(grey, deadline.left(), turn, Deadline{deadline.at + grace, deadline.stop});
  if (!sight) {
    m_worker.reset();
    takeSpare();
    return {Sight::Kind::Unreadable, {}, {"overrun"}};
  }
  return std::move(*sight);
}

}  // namespace hall::drivers
