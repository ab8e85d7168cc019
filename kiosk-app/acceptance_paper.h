#pragma once
// Makes the acceptance notice of a submission: what the visit knows, in the words of papers/. The page is made on the
// store's lane, so `words` has to outlive that.
#include "kiosk-app/core/acceptance_print.h"
#include "sync/model/words.h"

namespace hall::kiosk {

AcceptancePrint::Make acceptancePaper(const model::LocalText& hallName, const model::Words& words);

}  // namespace hall::kiosk
