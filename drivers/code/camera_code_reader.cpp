#include "drivers/code/camera_code_reader.h"

#include "drivers/code/payload_text.h"

namespace hall::drivers {

namespace {

Result<QList<Code>> codesOf(const Sight& sight) {
  QList<Code> codes;
  for (const SeenCode& seen : sight.codes) {
    Result<QString> text = payloadText(seen.bytes);
    if (!text) return failure(text.error());
    codes.append(Code{seen.format, seen.bytes, std::move(*text), seen.corners});
  }
  return codes;
}

}  // namespace

CameraCodeReader::CameraCodeReader(std::unique_ptr<FrameSource> source, QString model)
    : CameraCodeReader(std::move(source), std::move(model), readCodes) {}

CameraCodeReader::CameraCodeReader(std::unique_ptr<FrameSource> source, QString model, Look look)
    : m_source(std::move(source)), m_model(std::move(model)), m_look(std::move(look)) {}

Result<QList<Code>> CameraCodeReader::read(std::chrono::milliseconds patience, std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  bool sawUnreadable = false;
  unsigned turn = 0;
  while (!deadline.passed()) {
    const Result<cv::Mat> frame = m_source->next(deadline);
    if (!frame && frame.error().kind != Failure::Timeout) {
      return failure(frame.error());
    }
    if (!frame) {
      break;
    }
    const Sight sight = m_look(*frame, deadline.butWithin(pictureBudget), turn++);
    if (sight.kind == Sight::Kind::Read) return codesOf(sight);
    sawUnreadable = sawUnreadable || sight.kind == Sight::Kind::Unreadable;
  }
  if (sawUnreadable) {
    return failure(Failure::Garbled, "code.unreadable");
  }
  return failure(Failure::Timeout, "code.none");
}

DeviceReport CameraCodeReader::report() {
  const bool present = m_source->present();
  return {DeviceKind::CodeReader,
          present ? DeviceState::Online : DeviceState::PowerOff,
          m_source->place(),
          m_model,
          present ? QByteArray() : QByteArray("camera.gone"),
          std::nullopt};
}

}  // namespace hall::drivers
