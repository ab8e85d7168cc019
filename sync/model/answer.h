#pragma once
// An answer always travels with where it came from and how well it is proven (evidence grades of 国办函〔2016〕108号).
// Wiped when it dies; has no stream operator and must never be logged.
#include <QByteArray>
#include <QDateTime>
#include <QMap>
#include <QString>
#include <optional>

#include "sync/base/wipe.h"

namespace hall::model {

enum class Source { Card, Person, Clerk, Phone, Shared };
enum class Evidence {
  A,  // from the issuer itself (the card's chip, shared data)
  B,  // a clerk verified the original
  C,  // uploaded, must be checked
  D,  // declared by the person
};
enum class Channel { Kiosk, Counter, Phone };

QByteArray name(Source source);
QByteArray name(Evidence evidence);
QByteArray name(Channel channel);
std::optional<Source> source(QByteArrayView text);
std::optional<Evidence> evidence(QByteArrayView text);
std::optional<Channel> channel(QByteArrayView text);

struct Answer {
  QString value;
  Source source = Source::Person;
  Evidence evidence = Evidence::D;
  QDateTime at;
  std::optional<Channel> channel;  // where it was given; a form does not know, a case's revision does

  Answer() = default;
  Answer(QString v, Source s, Evidence e, QDateTime t, std::optional<Channel> c = std::nullopt)
      : value(std::move(v)), source(s), evidence(e), at(std::move(t)), channel(c) {}
  Answer(const Answer&) = default;
  Answer(Answer&&) = default;
  Answer& operator=(const Answer&) = default;
  Answer& operator=(Answer&&) = default;
  ~Answer() { wipe(value); }
};

using Answers = QMap<QByteArray, Answer>;  // by field id

}  // namespace hall::model
