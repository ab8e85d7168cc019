#include "kiosk-app/papers/page_canvas.h"

#include <ZXing/BarcodeFormat.h>
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>
#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <stdexcept>

#include "kiosk-app/papers/pdf_language.h"

namespace hall::papers {

namespace {

// Latin has a font of its own: Cairo 1.16 embeds all of Noto CJK's shapes (900 kB) once letters and Chinese characters
// of it stand in one document. The last two have the rare characters of names that the others lack.
constexpr const char* families = "DejaVu Sans,Noto Sans CJK SC,HanaMinA,HanaMinB";

cairo_status_t append(void* target, const unsigned char* bytes, unsigned size) {
  static_cast<QByteArray*>(target)->append(reinterpret_cast<const char*>(bytes), qsizetype(size));
  return CAIRO_STATUS_SUCCESS;
}

// The writer throws for texts that do not fit.
ZXing::BitMatrix modulesOf(const QString& text) {
  constexpr int levelM = 4;
  constexpr int quietZone = 4;
  try {
    return ZXing::MultiFormatWriter(ZXing::BarcodeFormat::QRCode)
        .setEccLevel(levelM)
        .setMargin(quietZone)
        .encode(text.toStdWString(), 0, 0);
  } catch (const std::exception&) {
    return ZXing::BitMatrix(1, 1);
  }
}

// The fonts rise differently high; Latin is lowered, so that it stands on the same line as Chinese of its size.
double loweredBy(PangoLayout* layout, const TextStyle& style) {
  constexpr double rise = 1.16;
  return std::max(0.0, style.size * rise - double(pango_layout_get_baseline(layout)) / PANGO_SCALE);
}

}  // namespace

struct PageCanvas::Surface {
  QByteArray bytes;
  cairo_surface_t* surface = nullptr;
  cairo_t* cairo = nullptr;
  PangoContext* context = nullptr;

  [[nodiscard]] PangoLayout* layout(const QString& text, const TextStyle& style, double width) const {
    PangoLayout* layout = pango_layout_new(context);
    PangoFontDescription* font = pango_font_description_from_string(families);
    pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
    pango_font_description_set_weight(
        font, style.weight == TextStyle::Weight::Bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout, font);
    pango_font_description_free(font);
    pango_layout_set_width(layout, int(width * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, 1.0F);
    pango_layout_set_alignment(layout, style.align == TextStyle::Align::Centre ? PANGO_ALIGN_CENTER : PANGO_ALIGN_LEFT);
    const QByteArray words = text.toUtf8();
    pango_layout_set_text(layout, words.constData(), int(words.size()));
    return layout;
  }
};

PageCanvas::PageCanvas(const QString& title, const QDateTime& created) : m_surface(std::make_unique<Surface>()) {
  m_surface->surface = cairo_pdf_surface_create_for_stream(append, &m_surface->bytes, kPageWidth, kPageHeight);
  cairo_pdf_surface_set_metadata(m_surface->surface, CAIRO_PDF_METADATA_TITLE, title.toUtf8().constData());
  cairo_pdf_surface_set_metadata(m_surface->surface, CAIRO_PDF_METADATA_CREATOR, "Hall");
  cairo_pdf_surface_set_metadata(m_surface->surface, CAIRO_PDF_METADATA_CREATE_DATE,
                                 created.toUTC().toString(Qt::ISODate).toUtf8().constData());
  m_surface->cairo = cairo_create(m_surface->surface);
  m_surface->context = pango_cairo_create_context(m_surface->cairo);
  pango_context_set_language(m_surface->context, pango_language_from_string("zh-cn"));
}

PageCanvas::~PageCanvas() {
  g_object_unref(m_surface->context);
  cairo_destroy(m_surface->cairo);
  cairo_surface_destroy(m_surface->surface);
}

double PageCanvas::height(const QString& text, const TextStyle& style, double width) const {
  PangoLayout* layout = m_surface->layout(text, style, width);
  int across = 0;
  int down = 0;
  pango_layout_get_size(layout, &across, &down);
  const double lower = loweredBy(layout, style);
  g_object_unref(layout);
  return double(down) / PANGO_SCALE + lower;
}

double PageCanvas::width(const QString& text, const TextStyle& style) const {
  PangoLayout* layout = m_surface->layout(text, style, kPageWidth);
  pango_layout_set_width(layout, -1);
  int across = 0;
  int down = 0;
  pango_layout_get_size(layout, &across, &down);
  g_object_unref(layout);
  return double(across) / PANGO_SCALE;
}

void PageCanvas::text(double x, double y, const QString& text, const TextStyle& style, double width) {
  constexpr double grey = 0.27;  // still ten to one against the paper
  const double ink = style.ink == TextStyle::Ink::Grey ? grey : 0;
  PangoLayout* layout = m_surface->layout(text, style, width);
  cairo_set_source_rgb(m_surface->cairo, ink, ink, ink);
  cairo_move_to(m_surface->cairo, x, y + loweredBy(layout, style));
  pango_cairo_show_layout(m_surface->cairo, layout);
  g_object_unref(layout);
}

void PageCanvas::rule(double y) {
  cairo_set_source_rgb(m_surface->cairo, 0, 0, 0);
  cairo_set_line_width(m_surface->cairo, 0.8);
  cairo_move_to(m_surface->cairo, kMargin, y);
  cairo_line_to(m_surface->cairo, kPageWidth - kMargin, y);
  cairo_stroke(m_surface->cairo);
}

void PageCanvas::code(double x, double y, double side, const QString& text) {
  const ZXing::BitMatrix modules = modulesOf(text);
  const double module = side / modules.width();
  cairo_set_source_rgb(m_surface->cairo, 0, 0, 0);
  for (int row = 0; row < modules.height(); ++row) {
    for (int column = 0; column < modules.width(); ++column) {
      if (!modules.get(column, row)) continue;
      // A hair wider than a module, so that no white shows between two.
      cairo_rectangle(m_surface->cairo, x + column * module, y + row * module, module + 0.05, module + 0.05);
    }
  }
  cairo_fill(m_surface->cairo);
}

void PageCanvas::nextPage() {
  cairo_show_page(m_surface->cairo);
}

Result<QByteArray> PageCanvas::finish() {
  cairo_show_page(m_surface->cairo);
  cairo_surface_finish(m_surface->surface);
  if (cairo_surface_status(m_surface->surface) != CAIRO_STATUS_SUCCESS) {
    return failure(Failure::Internal, "page.not-drawn");
  }
  return withLanguage(m_surface->bytes, "zh-CN");
}

}  // namespace hall::papers
