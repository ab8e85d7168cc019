#include "sync/credential/verdict.h"

namespace hall::credential {

namespace {

QString name(Listener listener) {
  switch (listener) {
    case Listener::Citizen:
      return QStringLiteral("citizen");
    case Listener::Clerk:
      return QStringLiteral("clerk");
    case Listener::Technician:
      return QStringLiteral("technician");
  }
  return {};
}

QString answer(const Verdict& verdict) {
  if (verdict.failed) return QString::fromLatin1(name(*verdict.failed));
  if (!verdict.listDate.isValid()) return QStringLiteral("genuine-undated");
  return verdict.listStale ? QStringLiteral("genuine-stale") : QStringLiteral("genuine");
}

}  // namespace

QString answerWord(const Verdict& verdict, Listener listener) {
  return QStringLiteral("credential.") + answer(verdict) + u'.' + name(listener);
}

}  // namespace hall::credential
