#pragma once
// Prints pages through a CUPS queue or straight on an IPP printer. A job is watched until it is through, and one that
// is not wanted any more is taken back before anybody is told. What a crash left in the queue is taken back at the
// first use. The queue has to forget the files itself: PreserveJobFiles No; it has to remember how jobs ended:
// PreserveJobHistory Yes (both in README.md).
#include "drivers/printer/ipp_link.h"

namespace hall::drivers {

class CupsPagePrinter final : public PagePrinter {
 public:
  struct Timing {
    std::chrono::milliseconds exchange{5'000};   // one question, its answer
    std::chrono::milliseconds document{30'000};  // to hand a document over
    std::chrono::milliseconds poll{300};         // between two looks at a job
    std::chrono::milliseconds patience{20'000};  // for staff to put paper in while the citizen waits
    std::chrono::milliseconds whole{120'000};    // from the document to the last page
    std::chrono::milliseconds settle{5'000};     // for a job that was taken back to end
  };

  // `user`: whose jobs they are in the queue, one name per terminal, never a person's.
  CupsPagePrinter(ipp::Target target, QByteArray user, QString modelName, Timing timing, Supplies supplies = {})
      : m_target(std::move(target)),
        m_user(std::move(user)),
        m_modelName(std::move(modelName)),
        m_timing(timing),
        m_supplies(std::move(supplies)) {}
  CupsPagePrinter(ipp::Target target, QByteArray user, QString modelName, Supplies supplies = {})
      : CupsPagePrinter(std::move(target), std::move(user), std::move(modelName), Timing(), std::move(supplies)) {}

  Result<void> print(const PageJob& job, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  Result<std::unique_ptr<ipp::Link>> connect();
  Result<void> sweep(ipp::Link& link);
  Result<void> watch(ipp::Link& link, int id, const std::stop_token& stop);
  Result<void> takeBack(ipp::Link& link, int id, const Error& why);
  [[nodiscard]] Deadline soon() const { return Deadline::in(m_timing.exchange); }

  ipp::Target m_target;
  QByteArray m_user;
  QString m_modelName;
  Timing m_timing;
  Supplies m_supplies;
  bool m_leftovers = true;  // jobs of ours may still stand in the queue
};

}  // namespace hall::drivers
