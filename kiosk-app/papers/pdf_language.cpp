#include "kiosk-app/papers/pdf_language.h"

namespace hall::papers {

namespace {

// The text between the last `before` and the next `behind` it.
QByteArray between(const QByteArray& pdf, const QByteArray& before, const QByteArray& behind) {
  const qsizetype start = pdf.lastIndexOf(before);
  const qsizetype end = start < 0 ? -1 : pdf.indexOf(behind, start + before.size());
  return end < 0 ? QByteArray() : pdf.mid(start + before.size(), end - start - before.size()).trimmed();
}

}  // namespace

QByteArray withLanguage(const QByteArray& pdf, const QByteArray& language) {
  const QByteArray trailer = between(pdf, "trailer", "startxref");
  const QByteArray start = between(pdf, "startxref", "%%EOF");
  const QByteArray root = between(trailer, "/Root ", " 0 R");
  const QByteArray catalogue = between(pdf, "\n" + root + " 0 obj", "endobj");
  if (root.isEmpty() || start.isEmpty() || !catalogue.startsWith("<<") || !trailer.startsWith("<<")) {
    return pdf;
  }
  const QByteArray more = "<< /Lang (" + language + ") /ViewerPreferences << /DisplayDocTitle true >>";
  QByteArray updated = pdf;
  const QByteArray at = QByteArray::number(updated.size()).rightJustified(10, '0');
  updated += root + " 0 obj\n" + more + catalogue.mid(2) + "\nendobj\n";
  const QByteArray table = QByteArray::number(updated.size());
  updated += "xref\n" + root + " 1\n" + at + " 00000 n \ntrailer\n<< /Prev " + start + trailer.mid(2) +
             "\nstartxref\n" + table + "\n%%EOF\n";
  return updated;
}

}  // namespace hall::papers
