#include "drivers/document_pdf.h"

#include <cairo-pdf.h>

#include <memory>

namespace hall::drivers {

namespace {

constexpr double pointsPerInch = 72;

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;
using Context = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int size) {
  static_cast<QByteArray*>(to)->append(reinterpret_cast<const char*>(bytes), qsizetype(size));
  return CAIRO_STATUS_SUCCESS;
}

bool sound(const DocumentPage& page) {
  constexpr int mostDots = 10'000;
  return page.jpeg.startsWith("\xFF\xD8\xFF") && page.width > 0 && page.width <= mostDots && page.height > 0 &&
         page.height <= mostDots && page.dotsPerInch > 0;
}

Result<void> checked(const QList<DocumentPage>& pages) {
  qsizetype bytes = 0;
  for (const DocumentPage& page : pages) {
    if (!sound(page)) return failure(Failure::Invalid, "document.pdf", QStringLiteral("a page is no JPEG"));
    bytes += page.jpeg.size();
  }
  if (pages.isEmpty()) return failure(Failure::Invalid, "document.pdf", QStringLiteral("no page"));
  if (pages.size() > mostDocumentPages || bytes > mostDocumentBytes) {
    return failure(Failure::Full, "document.too-large");
  }
  return {};
}

// cairo writes the attached JPEG instead of the surface's own dots, which stay blank.
Result<void> addPage(cairo_surface_t* pdf, cairo_t* context, const DocumentPage& page) {
  const Surface picture(cairo_image_surface_create(CAIRO_FORMAT_RGB24, page.width, page.height), cairo_surface_destroy);
  // Kept by cairo for as long as it needs it; the bytes are shared, not copied.
  auto kept = std::make_unique<QByteArray>(page.jpeg);
  const auto* bytes = reinterpret_cast<const unsigned char*>(kept->constData());
  const auto size = static_cast<unsigned long>(kept->size());
  const auto drop = [](void* held) { delete static_cast<QByteArray*>(held); };
  if (cairo_surface_set_mime_data(picture.get(), CAIRO_MIME_TYPE_JPEG, bytes, size, drop, kept.get()) !=
      CAIRO_STATUS_SUCCESS) {
    return failure(Failure::Internal, "document.pdf");
  }
  static_cast<void>(kept.release());
  const double scale = pointsPerInch / page.dotsPerInch;
  cairo_pdf_surface_set_size(pdf, page.width * scale, page.height * scale);
  cairo_save(context);
  cairo_scale(context, scale, scale);
  cairo_set_source_surface(context, picture.get(), 0, 0);
  cairo_paint(context);
  cairo_restore(context);
  cairo_show_page(context);
  return {};
}

void addMetadata(cairo_surface_t* pdf, const QString& title, const QDateTime& created) {
  const QByteArray moment = created.toUTC().toString(Qt::ISODate).toLatin1();
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_TITLE, title.toUtf8().constData());
  cairo_pdf_surface_set_metadata(pdf, CAIRO_PDF_METADATA_CREATE_DATE, moment.constData());
}

}  // namespace

Result<QByteArray> documentPdf(const QList<DocumentPage>& pages, const QString& title, const QDateTime& created) {
  if (const Result<void> fine = checked(pages); !fine) return failure(fine.error());
  QByteArray bytes;
  const Surface pdf(cairo_pdf_surface_create_for_stream(append, &bytes, 1, 1), cairo_surface_destroy);
  addMetadata(pdf.get(), title, created);
  {
    const Context context(cairo_create(pdf.get()), cairo_destroy);
    for (const DocumentPage& page : pages) {
      if (const Result<void> added = addPage(pdf.get(), context.get(), page); !added) return failure(added.error());
    }
  }
  cairo_surface_finish(pdf.get());
  if (cairo_surface_status(pdf.get()) != CAIRO_STATUS_SUCCESS) {
    return failure(Failure::Internal, "document.pdf",
                   QString::fromLatin1(cairo_status_to_string(cairo_surface_status(pdf.get()))));
  }
  return bytes;
}

}  // namespace hall::drivers
