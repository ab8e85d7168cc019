#pragma once
// What may befall the answer of a card reader, and the steps of the conversation at which it may.
#include <QByteArray>
#include <QList>
#include <QPair>

#include "drivers/idcard/sam_protocol.h"

namespace hall::test {

using Command = drivers::sam::Command;

enum class Misfortune {
  Junk,
  WrongCheck,
  Length0,
  Length1,
  LengthMost,
  Dribble,
  Late,
  Duplicate,
  Silence,
  Stall,
  Flood,
  Overflow,
  Gone,
  GoneByError
};
inline const QList<QPair<const char*, Misfortune>> kMisfortunes{
    {"junk before the preamble", Misfortune::Junk},
    {"wrong checksum", Misfortune::WrongCheck},
    {"LEN 0", Misfortune::Length0},
    {"LEN 1", Misfortune::Length1},
    {"LEN FFFF", Misfortune::LengthMost},
    {"dribbled bytes", Misfortune::Dribble},
    {"late reply", Misfortune::Late},
    {"duplicate reply", Misfortune::Duplicate},
    {"silence", Misfortune::Silence},
    {"stall", Misfortune::Stall},
    {"flood", Misfortune::Flood},
    {"overflow", Misfortune::Overflow},
    {"gone", Misfortune::Gone},
    {"gone, protocol error first", Misfortune::GoneByError}};
inline const QList<QPair<const char*, Command>> kSteps{{"status", Command::Status},
                                                       {"id", Command::SamId},
                                                       {"find", Command::FindCard},
                                                       {"select", Command::SelectCard},
                                                       {"read", Command::ReadCard},
                                                       {"address", Command::ReadNewestAddress},
                                                       {"fingerprint", Command::ReadWithFingerprint}};

inline QByteArray withLength(QByteArray frame, char high, char low) {
  frame[5] = high;
  frame[6] = low;
  return frame;
}

// What the module sends instead of its usual answer; nothing when somebody else has to do the harm.
inline QList<QByteArray> spoilt(Misfortune misfortune, const QByteArray& usual) {
  switch (misfortune) {
    case Misfortune::Junk:
      return {QByteArray(20, 'Z') + usual};
    case Misfortune::WrongCheck:
      return {usual.chopped(1) + char(usual.back() ^ 0x21)};
    case Misfortune::Length0:
      return {withLength(usual, 0, 0)};
    case Misfortune::Length1:
      return {withLength(usual, 0, 1)};
    case Misfortune::LengthMost:
      return {withLength(usual, '\xFF', '\xFF')};
    case Misfortune::Duplicate:
      return {usual, usual};
    case Misfortune::Flood:
    case Misfortune::Overflow:  // in one packet, which is more than any request has room for
      return {QByteArray(9000, '\xAA')};
    case Misfortune::Dribble:
      return {usual};
    default:
      return {};
  }
}

inline bool isGone(Misfortune misfortune) {
  return misfortune == Misfortune::Gone || misfortune == Misfortune::GoneByError;
}

}  // namespace hall::test
