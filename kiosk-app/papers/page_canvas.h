#pragma once
// Pages of A4 as PDF, with the fonts in it and the text in it as text. Lengths in points (1/72 inch) from the upper
// left corner. Same calls, same bytes: the document's date is the caller's. Thread: any, one at a time.
#include <QByteArray>
#include <QDateTime>
#include <QString>
#include <memory>

#include "sync/base/result.h"

namespace hall::papers {

constexpr double kPageWidth = 595.28;
constexpr double kPageHeight = 841.89;
constexpr double kMargin = 71.0;  // 25 mm: thumbs, punches and printers that do not reach the edge
constexpr double kInside = kPageWidth - 2 * kMargin;

struct TextStyle {
  enum class Weight { Normal, Bold };
  enum class Align { Left, Centre };
  enum class Ink { Black, Grey };
  double size = 14;
  Weight weight = Weight::Normal;
  Align align = Align::Left;
  Ink ink = Ink::Black;
};

class PageCanvas {
 public:
  // `title` is shown by readers as the window's title; it names no person.
  PageCanvas(const QString& title, const QDateTime& created);
  ~PageCanvas();
  PageCanvas(const PageCanvas&) = delete;
  PageCanvas& operator=(const PageCanvas&) = delete;

  // How high the text is when it is broken to `width`.
  [[nodiscard]] double height(const QString& text, const TextStyle& style, double width) const;
  // How wide it is on one line.
  [[nodiscard]] double width(const QString& text, const TextStyle& style) const;
  void text(double x, double y, const QString& text, const TextStyle& style, double width);
  void rule(double y);
  // A QR code of level M with its quiet zone; nothing where the text does not fit into one.
  void code(double x, double y, double side, const QString& text);
  void nextPage();

  // The document; the canvas is used up. Internal "page.not-drawn" when it could not be made.
  Result<QByteArray> finish();

 private:
  struct Surface;
  std::unique_ptr<Surface> m_surface;
};

}  // namespace hall::papers
