#include "drivers/code/payload_text.h"

#include <QStringDecoder>

namespace hall::drivers {

QString payloadCharacters(const QByteArray& bytes) {
  if (const auto marked = QStringConverter::encodingForData(bytes)) {
    QStringDecoder decoder(*marked);
    return decoder.decode(bytes);
  }
  QStringDecoder strict(QStringDecoder::Utf8);
  const QString text = strict.decode(bytes);
  if (!strict.hasError()) {
    return text;
  }
  QStringDecoder chinese("GB18030");
  return chinese.isValid() ? QString(chinese.decode(bytes)) : QString::fromLatin1(bytes);
}

Result<QString> payloadText(const QByteArray& bytes) {
  if (bytes.size() > mostCodeBytes) {
    return failure(Failure::Garbled, "code.too-long");
  }
  QString text;
  for (const QChar unit : payloadCharacters(bytes)) {
    if (unit.category() != QChar::Other_Control) text.append(unit);
  }
  return text;
}

}  // namespace hall::drivers
