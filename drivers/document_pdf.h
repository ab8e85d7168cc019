#pragma once
// Several captured pages as one PDF. Each JPEG goes in as it is, byte for byte; each page has the size that its dots
// per inch say. The same pages, title and moment give the same bytes. Thread: pure function, any.
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <QString>

#include "drivers/document_camera.h"
#include "sync/base/result.h"

namespace hall::drivers {

inline constexpr int mostDocumentPages = 50;
inline constexpr qsizetype mostDocumentBytes = 20'000'000;

// The title is the kind of document, never a person's name. Invalid "document.pdf": no page, or one that is no JPEG;
// Full "document.too-large": more pages or bytes than the limits.
Result<QByteArray> documentPdf(const QList<DocumentPage>& pages, const QString& title, const QDateTime& created);

}  // namespace hall::drivers
