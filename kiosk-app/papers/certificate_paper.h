#pragma once
// A certificate on paper: who holds it, what it states, who issued it and when, and a code by which it is checked. The
// paper proves nothing by itself; the code does, and the paper says so. Thread: any.
#include <QDate>

#include "kiosk-app/papers/paper_flow.h"

namespace hall::papers {

struct CertificatePaper {
  struct Statement {
    model::LocalText label;
    QString value;
  };
  model::LocalText title;
  QString holder;  // the whole name
  QList<Statement> statements;
  model::LocalText issuer;
  QDate date;
  QString code;  // payload of the verification code, a signed credential where there is one
};

Result<QByteArray> certificatePaper(const CertificatePaper& certificate, const model::Words& words);

}  // namespace hall::papers
