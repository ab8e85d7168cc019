#pragma once
// Talks SAM_V over any port: USB, serial or a script. One command is in flight at a time and each has one deadline
// for its whole exchange. After anything doubtful the line is drained and the module asked for its status before the
// next command, so that a late reply is never taken for the answer to another question.
#include <QString>
#include <functional>
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
    std::chrono::milliseconds fingerprintReply{4000};
    std::chrono::milliseconds addressReply{2000};
    std::chrono::milliseconds gap{300};  // silence inside a reply that ends it
  };

  // What is different about this model, and what stands beside it.
  struct Traits {
    QList<uint8_t> collision;  // SW3 by which it tells that several cards lie there
    // Decodes the 1024 bytes of a photo; an empty portrait when it cannot. Called on the lane, with a deadline.
    std::function<Portrait(const QByteArray& wlt, const Deadline& deadline)> decodePhoto;
  };

  SamReader(std::unique_ptr<Port> port, QString model, Timing timing, Traits traits);
  SamReader(std::unique_ptr<Port> port, QString model, Timing timing)
      : SamReader(std::move(port), std::move(model), timing, Traits()) {}
  SamReader(std::unique_ptr<Port> port, QString model) : SamReader(std::move(port), std::move(model), Timing()) {}

  Result<IdCard> read(const ReadRequest& request, std::stop_token stop) override;
  Result<bool> cardPresent(std::stop_token stop) override;
  DeviceReport report() override;

  // Asks for status and identity; success means that this really is such a reader. Call it once before trusting.
  Result<void> probe(const std::stop_token& stop);
  // Asks the module to talk at this rate from now on; success means that it will, and that the line has to follow.
  Result<void> announceRate(int rate, const std::stop_token& stop);
  [[nodiscard]] const QByteArray& samId() const { return m_samId; }  // empty before the probe

 private:
  Result<void> select(const std::stop_token& stop);
  Result<sam::Record> readRecord(const ReadRequest& request, const std::stop_token& stop);
  void addNewestAddress(IdCard& card, const std::stop_token& stop);
  Result<void> recover();
  [[nodiscard]] std::optional<Error> errorOf(const sam::Reply& reply) const;
  Result<sam::Reply> ask(sam::Command command, const std::stop_token& stop);   // a reply of success, or its error
  Result<sam::Reply> hear(sam::Command command, const std::stop_token& stop);  // whatever the module replies
  Result<sam::Reply> exchange(sam::Command command, const Deadline& deadline);
  Result<sam::Reply> awaitReply(sam::Command command, const Deadline& deadline);
  Result<void> settle(const std::stop_token& stop);
  [[nodiscard]] std::chrono::milliseconds patienceFor(sam::Command command) const;

  std::unique_ptr<Port> m_port;
  QString m_model;
  Timing m_timing;
  Traits m_traits;
  QByteArray m_samId;
  int m_selectFailures = 0;   // in a row, with a card found each time
  int m_addressFailures = 0;  // in a row
  int m_failedLooks = 0;      // in a row
  bool m_doubtful = true;     // the line may still hold an answer to an earlier question
};

}  // namespace hall::drivers
