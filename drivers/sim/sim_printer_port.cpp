#include "drivers/sim/sim_printer_port.h"

#include <QDir>
#include <QSaveFile>
#include <thread>

namespace hall::drivers::sim {

SimPrinterPort::SimPrinterPort(std::shared_ptr<const Stage> stage, std::function<void(const Slip&)> printed)
    : m_stage(std::move(stage)), m_paper([this, printed = std::move(printed)](const Slip& slip) {
        const Stage::State state = m_stage->look();
        if (state.paper != PaperState::Out && !state.coverOpen) printed(slip);
      }) {}

char SimPrinterPort::status(int which) const {
  const Stage::State state = m_stage->look();
  const bool out = state.paper == PaperState::Out;
  int byte = 0x12;
  if (which == 1 && (out || state.coverOpen)) byte |= 0x08;
  if (which == 2) byte |= (state.coverOpen ? 0x04 : 0) | (out ? 0x20 : 0);
  if (which == 4) byte |= (out ? 0x6C : 0) | (state.paper == PaperState::Low ? 0x0C : 0);
  return static_cast<char>(byte);
}

Result<qsizetype> SimPrinterPort::write(QByteArrayView bytes, const Deadline& deadline) {
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "port.cancelled");
  }
  if (gone()) {
    return failure(Failure::Disconnected, "port.gone");
  }
  m_answers.append(m_paper.feed(bytes, [this](int which) { return status(which); }));
  return bytes.size();
}

Result<QByteArray> SimPrinterPort::readSome(const Deadline& deadline) {
  while (m_answers.isEmpty()) {
    if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "port.cancelled");
    if (gone()) return failure(Failure::Disconnected, "port.gone");
    if (deadline.passed()) return failure(Failure::Timeout, "port.silent");
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return std::exchange(m_answers, {});
}

Result<void> keepSlip(const QString& folder, const Slip& slip) {
  QDir dir(folder);
  if (!dir.mkpath(QStringLiteral("."))) {
    return failure(Failure::Denied, "slip.folder");
  }
  const auto number = dir.entryList({QStringLiteral("slip-*.txt")}, QDir::Files).size() + 1;
  QSaveFile file(dir.filePath(QStringLiteral("slip-%1.txt").arg(number, 4, 10, QLatin1Char('0'))));
  QString text = slip.lines.join(u'\n') + u'\n';
  for (const QString& code : slip.codes) text += QStringLiteral("QR: %1\n").arg(code);
  if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0 || !file.commit()) {
    return failure(Failure::Full, "slip.file");
  }
  return {};
}

}  // namespace hall::drivers::sim
