#include "drivers/sim/escpos_paper.h"

#include <QStringDecoder>

#include "drivers/printer/escpos_protocol.h"

namespace hall::drivers::sim {

namespace {

constexpr char ESC = '\x1B';
constexpr char GS = '\x1D';
constexpr char FS = '\x1C';
constexpr char DLE = '\x10';

qsizetype littleEndian(const QByteArray& bytes, int index) {
  return static_cast<uint8_t>(bytes[index]) | static_cast<uint8_t>(bytes[index + 1]) << 8;
}

}  // namespace

QByteArray EscposPaper::feed(QByteArrayView bytes, const std::function<char(int which)>& status) {
  m_pending.append(bytes);
  QByteArray answers;
  while (!m_pending.isEmpty()) {
    const qsizetype size = escpos::commandSize(m_pending);
    if (size == 0 || size > m_pending.size()) {
      break;
    }
    obey(m_pending.first(size), answers, status);
    m_pending.remove(0, size);
  }
  return answers;
}

void EscposPaper::obey(const QByteArray& command, QByteArray& answers, const std::function<char(int)>& status) {
  const char first = command[0];
  const char second = command.size() > 1 ? command[1] : '\0';
  if (first == '\n') {
    endLine();
  } else if (first == DLE && second == '\x04') {
    answers.append(status(command[2]));
  } else if (first == GS && second == 'r') {
    answers.append(static_cast<char>(status(4) & ~0x12));
  } else if (first == GS && second == '(') {
    obeyCode(command);
  } else if (first == GS && second == 'v') {
    m_slip.lines.append(QStringLiteral("[图 %1×%2]").arg(littleEndian(command, 4) * 8).arg(littleEndian(command, 6)));
  } else if (first == GS && second == 'V') {
    m_cut(m_slip);
    m_slip = {};
  } else if (first == ESC && second == '@') {
    m_slip = {};
    m_line.clear();
  } else if (first == ESC || first == GS || first == FS) {
    const bool known = QByteArrayView("ad!").contains(second) || (first == FS && second == '&');
    m_faults += known ? 0 : 1;
  } else {
    m_line.append(command);
  }
}

void EscposPaper::endLine() {
  QStringDecoder decoder("GB18030");
  m_slip.lines.append(decoder.decode(m_line));
  m_line.clear();
}

void EscposPaper::obeyCode(const QByteArray& command) {
  constexpr int header = 8;
  if (command.size() >= header && command[6] == '\x50') {
    m_code = command.mid(header);
  } else if (command.size() >= header && command[6] == '\x51') {
    m_slip.codes.append(QString::fromUtf8(m_code));
    m_line = "[QR]";
  }
}

}  // namespace hall::drivers::sim
