#pragma once
// Cairo 1.16 cannot say which language a document is in; a screen reader needs it. Pure.
#include <QByteArray>

namespace hall::papers {

// The document with its language and "show the title" added as an update behind its end, as PDF 1.5 allows. One whose
// parts are not where Cairo puts them comes back unchanged.
QByteArray withLanguage(const QByteArray& pdf, const QByteArray& language);

}  // namespace hall::papers
