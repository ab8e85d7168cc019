#include "drivers/sim/escpos_paper.h"

#include <QStringDecoder>

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
    const qsizetype size = commandSize();
    if (size == 0 || size > m_pending.size()) {
      break;
    }
    obey(m_pending.first(size), answers, status);
    m_pending.remove(0, size);
  }
  return answers;
}

qsizetype EscposPaper::commandSize() const {
  const char first = m_pending[0];
  if (first != ESC && first != GS && first != FS && first != DLE) {
    return static_cast<uint8_t>(first) < 0x80 ? 1 : 2;
  }
  if (m_pending.size() < 2) {
    return 0;
  }
  const char second = m_pending[1];
  if (first == GS && second == '(') {
    return m_pending.size() < 5 ? 0 : 5 + littleEndian(m_pending, 3);
  }
  if (first == GS && second == 'v') {
    return m_pending.size() < 8 ? 0 : 8 + littleEndian(m_pending, 4) * littleEndian(m_pending, 6);
  }
  if (first == GS && second == 'V') {
    return m_pending.size() < 3 ? 0 : m_pending[2] == 0x42 ? 4 : 3;
  }
  const bool bare = (first == ESC && second == '@') || (first == FS && (second == '&' || second == '.'));
  return bare ? 2 : 3;
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
