#include "kiosk-app/core/materials.h"

#include "sync/model/document_answer.h"

namespace hall::kiosk {

QList<model::LocalText> materialsOf(const model::Form& form, const model::Words& words) {
  QList<model::LocalText> materials;
  for (const model::Field* field : form.visibleFields()) {
    if (field->type != model::FieldType::Document) continue;
    const auto answer = model::DocumentAnswer::parse(form.answers().value(field->id).value);
    if (!answer) continue;  // there is none, and none is needed
    const auto inWords = [&](model::Language language) {
      return answer->atCounter ? words.text(QStringLiteral("material.counter"), language).arg(field->label.in(language))
                               : words.text(QStringLiteral("material.pages"), language)
                                     .arg(field->label.in(language))
                                     .arg(answer->pages.size());
    };
    materials.append({inWords(model::Language::Chinese), inWords(model::Language::English)});
  }
  return materials;
}

}  // namespace hall::kiosk
