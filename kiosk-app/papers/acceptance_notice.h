#pragma once
// 受理通知书: what a citizen holds in the hand until the matter is decided. One or two pages of A4 in both languages,
// with a code by which anybody can check it. Pure but for the fonts of the system; thread: any.
#include <QDate>

#include "kiosk-app/papers/paper_flow.h"

namespace hall::papers {

struct AcceptanceNotice {
  model::LocalText hallName;
  model::LocalText authority;  // who decides
  model::LocalText serviceName;
  QString acceptanceNo;
  QDateTime receivedAt;
  QString applicant;        // the whole name; the paper shows it masked
  QString applicantNumber;  // the whole number; masked too; may be empty
  QList<model::LocalText> materials;
  int legalWorkingDays = 0;  // 0: decided on the spot
  model::LocalText asking;   // where and how to ask; empty: at any machine or counter
  QString code;              // payload of the verification code
};

Result<QByteArray> acceptanceNotice(const AcceptanceNotice& notice, const model::Words& words);

// "王＊", "欧阳＊＊", "测＊＊例": enough to know one's own paper by, in whole characters. Of a number the first and
// last four.
QString maskedName(const QString& name);
QString maskedNumber(const QString& number);

}  // namespace hall::papers
