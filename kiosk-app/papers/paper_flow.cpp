#include "kiosk-app/papers/paper_flow.h"

#include <optional>

namespace hall::papers {

namespace {

using Kind = Block::Kind;
using Weight = TextStyle::Weight;
using Align = TextStyle::Align;
using Ink = TextStyle::Ink;

constexpr double kSmall = 12;  // the least anybody has to read
constexpr double kTop = 48;    // 17 mm
constexpr double kBottom = kPageHeight - kTop - 4;
constexpr double kLabel = 165;     // width of the labels' column
constexpr double kCodeSide = 113;  // 40 mm
constexpr double kIndent = 18;
constexpr double kGap = 8;  // between Chinese and English on one line

struct Shape {
  TextStyle chinese;
  TextStyle english;
  double left = 0;
  double width = kInside;
  double behind = 8;  // space below
};

Shape shapeOf(Kind kind) {
  const TextStyle body{14, Weight::Normal, Align::Left, Ink::Black};
  const TextStyle small{kSmall, Weight::Normal, Align::Left, Ink::Grey};
  const TextStyle centred{kSmall, Weight::Normal, Align::Centre, Ink::Grey};
  switch (kind) {
    case Kind::Above:
      return {{16, Weight::Normal, Align::Centre, Ink::Black}, centred, 0, kInside, 6};
    case Kind::Title:
      return {{28, Weight::Bold, Align::Centre, Ink::Black},
              {15, Weight::Normal, Align::Centre, Ink::Grey},
              0,
              kInside,
              16};
    case Kind::Heading:
      return {{16, Weight::Bold, Align::Left, Ink::Black}, small, 0, kInside, 6};
    case Kind::Fact:
      return {{14, Weight::Normal, Align::Left, Ink::Grey}, small, 0, kLabel - 12, 4};
    case Kind::Item:
      return {body, small, kIndent, kInside - kIndent, 5};
    case Kind::Code:
      return {body, small, kCodeSide + 16, kInside - kCodeSide - 16, 4};
    case Kind::Ending:
      return {body, small, kInside * 0.55, kInside * 0.45, 4};
    default:
      return {body, small, 0, kInside, 7};
  }
}

const TextStyle valueStyle{15, Weight::Bold, Align::Left, Ink::Black};
const TextStyle alsoStyle{kSmall, Weight::Normal, Align::Left, Ink::Grey};

// Both on one line where there is room; a sentence has a line of its own.
bool oneLine(const PageCanvas& canvas, const Block& block, const Shape& shape) {
  const bool brief = block.kind == Kind::Fact || block.kind == Kind::Item || block.kind == Kind::Heading;
  return brief && !block.text.en.isEmpty() &&
         canvas.width(block.text.zh, shape.chinese) + kGap + canvas.width(block.text.en, shape.english) <= shape.width;
}

double textHeight(const PageCanvas& canvas, const Block& block, const Shape& shape) {
  const double chinese = block.text.zh.isEmpty() ? 0 : canvas.height(block.text.zh, shape.chinese, shape.width);
  const bool below = !block.text.en.isEmpty() && !oneLine(canvas, block, shape);
  return chinese + (below ? canvas.height(block.text.en, shape.english, shape.width) : 0);
}

double heightOf(const PageCanvas& canvas, const Block& block) {
  const Shape shape = shapeOf(block.kind);
  double height = textHeight(canvas, block, shape);
  if (block.kind == Kind::Rule) height = 4;
  if (block.kind == Kind::Code) height = std::max(height, kCodeSide);
  if (block.kind == Kind::Fact) {
    const double value = canvas.height(block.value, valueStyle, kInside - kLabel);
    const double also = block.also.isEmpty() ? 0 : canvas.height(block.also, alsoStyle, kInside - kLabel);
    height = std::max(height, value + also);
  }
  return height + shape.behind;
}

void draw(PageCanvas& canvas, const Block& block, double y) {
  const Shape shape = shapeOf(block.kind);
  if (block.kind == Kind::Rule) return canvas.rule(y + 2);
  if (block.kind == Kind::Item) canvas.text(kMargin + 4, y, QStringLiteral("•"), shape.chinese, kIndent);
  if (block.kind == Kind::Code) canvas.code(kMargin, y, kCodeSide, block.value);
  if (block.kind == Kind::Fact) {
    const double width = kInside - kLabel;
    canvas.text(kMargin + kLabel, y - 1, block.value, valueStyle, width);
    const double below = y - 1 + canvas.height(block.value, valueStyle, width);
    if (!block.also.isEmpty()) canvas.text(kMargin + kLabel, below, block.also, alsoStyle, width);
  }
  const double beside = kCodeSide - textHeight(canvas, block, shape);
  double at = y + (block.kind == Kind::Code ? std::max(0.0, beside / 2) : 0);
  const double left = kMargin + shape.left;
  if (!block.text.zh.isEmpty()) canvas.text(left, at, block.text.zh, shape.chinese, shape.width);
  if (block.text.en.isEmpty()) return;
  if (oneLine(canvas, block, shape)) {
    const double aside = canvas.width(block.text.zh, shape.chinese) + kGap;
    canvas.text(left + aside, at + (shape.chinese.size - shape.english.size) * 1.1, block.text.en, shape.english,
                shape.width - aside);
  } else {
    if (!block.text.zh.isEmpty()) at += canvas.height(block.text.zh, shape.chinese, shape.width);
    canvas.text(left, at, block.text.en, shape.english, shape.width);
  }
}

// The blocks of each page. A heading stays with what it heads.
QList<QList<Block>> paginate(const PageCanvas& canvas, const QList<Block>& blocks) {
  QList<QList<Block>> pages{{}};
  double y = kTop;
  for (qsizetype i = 0; i < blocks.size(); ++i) {
    const double own = heightOf(canvas, blocks[i]);
    const bool heads = blocks[i].kind == Kind::Heading && i + 1 < blocks.size();
    const double needed = own + (heads ? heightOf(canvas, blocks[i + 1]) : 0);
    if (y + needed > kBottom && !pages.constLast().isEmpty()) {
      pages.append(QList<Block>());
      y = kTop;
    }
    pages.last().append(blocks[i]);
    y += own;
  }
  return pages;
}

}  // namespace

Result<QByteArray> flow(const PaperFrame& frame, const QList<Block>& blocks, const model::Words& words) {
  PageCanvas canvas(frame.title, frame.created);
  const QList<QList<Block>> pages = paginate(canvas, blocks);
  for (qsizetype page = 0; page < pages.size(); ++page) {
    if (page > 0) canvas.nextPage();
    double y = kTop;
    for (const Block& block : pages[page]) {
      draw(canvas, block, y);
      y += heightOf(canvas, block);
    }
    const auto number = [&](model::Language language) {
      return words.text(QStringLiteral("page.number"), language).arg(page + 1).arg(pages.size());
    };
    const QString both = number(model::Language::Chinese) + QStringLiteral("   ") + number(model::Language::English);
    canvas.text(kMargin, kPageHeight - kTop + 2, both, {kSmall, Weight::Normal, Align::Centre, Ink::Grey}, kInside);
  }
  return canvas.finish();
}

}  // namespace hall::papers
