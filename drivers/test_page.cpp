#include "drivers/test_page.h"

#include <QList>

namespace hall::drivers {

namespace {

// A frame 10 mm inside the edge, eight steps of grey, and two sizes of letters; in points from the lower left corner.
QByteArray drawing() {
  QByteArray marks = "1 w 28.3 28.3 538.6 785.3 re S\n";
  for (int step = 0; step < 8; ++step) {
    marks += QByteArray::number(step / 8.0) + " g " + QByteArray::number(70 + step * 56) + " 600 56 56 re f\n";
  }
  marks += "0 g BT /F 28 Tf 70 720 Td (Hall self-test) Tj /F 12 Tf 0 -36 Td (ABC abc 0123456789) Tj ET\n";
  return marks;
}

}  // namespace

QByteArray testPage() {
  const QByteArray content = drawing();
  const QList<QByteArray> objects{
      "<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
      "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
      "<</Length " + QByteArray::number(content.size()) + ">>\nstream\n" + content + "endstream",
      "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"};
  QByteArray pdf = "%PDF-1.4\n";
  QByteArray table = "xref\n0 " + QByteArray::number(objects.size() + 1) + "\n0000000000 65535 f \n";
  for (qsizetype i = 0; i < objects.size(); ++i) {
    table += QByteArray::number(pdf.size()).rightJustified(10, '0') + " 00000 n \n";
    pdf += QByteArray::number(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const QByteArray start = QByteArray::number(pdf.size());
  return pdf + table + "trailer\n<</Size " + QByteArray::number(objects.size() + 1) + "/Root 1 0 R>>\nstartxref\n" +
         start + "\n%%EOF\n";
}

}  // namespace hall::drivers
