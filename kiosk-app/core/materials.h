#pragma once
// The papers of an application as its receipts name them: how many pages were handed in, and what is still to be
// brought to the counter. Pure; any thread.
#include "sync/model/form.h"
#include "sync/model/words.h"

namespace hall::kiosk {

QList<model::LocalText> materialsOf(const model::Form& form, const model::Words& words);

}  // namespace hall::kiosk
