#pragma once
// hall-device document: takes pages with the document camera, or from pictures in files, and writes them as one PDF.
#include <QHash>
#include <QStringList>
#include <QTextStream>

#include "drivers/device_opener.h"
#include "drivers/tool/format.h"

namespace hall::drivers::tool {

struct DocumentOrder {
  QString file;          // the PDF to write
  int pages = 1;         // to take with the camera
  QStringList pictures;  // files to take them from instead
};

class DocumentCommand {
 public:
  // `sentences`: what to tell for each flaw, by its word id; without one its name is told.
  DocumentCommand(const DeviceOpener& opener, QHash<QString, QString> sentences, Format format, QTextStream& out);

  // `where` as DeviceOpener takes it. Prints one line a page. 0: all pages are good and written; 1: some are poor or
  // missing, the others are written; 2: nothing could be written.
  int run(const QString& where, const DocumentOrder& order);

 private:
  Result<DocumentPage> fromFile(const QString& path) const;
  void tell(int number, const Result<DocumentPage>& page);

  const DeviceOpener& m_opener;
  QHash<QString, QString> m_sentences;
  Format m_format;
  QTextStream& m_out;
};

// The Chinese and English sentences of assets/i18n/documents.json; empty if there is no such file.
QHash<QString, QString> sentencesIn(const QString& wordsFolder);

}  // namespace hall::drivers::tool
