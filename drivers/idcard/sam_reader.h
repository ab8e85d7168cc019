#pragma once
// Talks SAM_V over any port: USB, serial or a script. One command is in flight at a time and each has one deadline
// for its whole exchange. After anything doubtful the line is drained and the module asked for its status before the
// next command, so that a late reply is never taken for the answer to another question.
#include <QString>
#include <memory>

#include "drivers/id_card_reader.h"
#include "drivers/idcard/sam_protocol.h"
#include "drivers/port/port.h"

namespace hall::drivers {

class SamReader final : public IdCardReader {
 public:
  struct Timing {
    std::chrono::milliseconds shortReply{500};  // status, find, select
    std::chrono::milliseconds readReply{3000};
    std::chrono::milliseconds gap{300};  // silence inside a reply that ends it
  };

  SamReader(std::unique_ptr<Port> port, QString model, Timing timing);
  SamReader(std::unique_ptr<Port> port, QString model) : SamReader(std::move(port), std::move(model), Timing()) {}

  Result<IdCard> read(std::stop_token stop) override;
  Result<bool> cardPresent(std::stop_token stop) override;
  DeviceReport report() override;

  // Asks for status and identity; success means that this really is such a reader. Call it once before trusting.
  Result<void> probe(const std::stop_token& stop);

 private:
  Result<sam::Reply> ask(sam::Command command, const std::stop_token& stop);   // a reply of success, or its error
  Result<sam::Reply> hear(sam::Command command, const std::stop_token& stop);  // whatever the module replies
  Result<sam::Reply> exchange(sam::Command command, const Deadline& deadline);
  Result<sam::Reply> awaitReply(sam::Command command, const Deadline& deadline);
  Result<void> settle(const std::stop_token& stop);
  [[nodiscard]] std::chrono::milliseconds patienceFor(sam::Command command) const;

  std::unique_ptr<Port> m_port;
  QString m_model;
  Timing m_timing;
  QByteArray m_samId;
  bool m_doubtful = true;  // the line may still hold an answer to an earlier question
};

}  // namespace hall::drivers
