#pragma once
// What stands on a paper, from top to bottom, and how it is put on pages: Chinese first, English below it, a page
// number on each. Never parts a block; what does not fit goes to the next page.
#include <QList>

#include "kiosk-app/papers/page_canvas.h"
#include "sync/model/local_text.h"
#include "sync/model/words.h"

namespace hall::papers {

struct Block {
  enum class Kind {
    Above,      // who speaks, small, centred
    Title,      // large, centred
    Heading,    // bold
    Paragraph,  // text
    Item,       // text with a dot before it
    Fact,       // label and value, in two columns
    Rule,       // a line
    Code,       // a QR code and, beside it, what it is for
    Ending,     // on the right, as under a letter
  };
  Kind kind = Kind::Paragraph;
  model::LocalText text;  // Fact: the label; Code: what it is for
  QString value = {};     // Fact: the value, in whatever language it is; Code: the payload
  QString also = {};      // Fact: the value once more, in English
};

struct PaperFrame {
  QString title;      // of the document; names no person
  QDateTime created;  // of the document
};

Result<QByteArray> flow(const PaperFrame& frame, const QList<Block>& blocks, const model::Words& words);

}  // namespace hall::papers
