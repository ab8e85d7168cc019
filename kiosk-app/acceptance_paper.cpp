#include "kiosk-app/acceptance_paper.h"

#include "kiosk-app/core/receipt_code.h"
#include "kiosk-app/papers/acceptance_notice.h"
#include "sync/base/wipe.h"

namespace hall::kiosk {

AcceptancePrint::Make acceptancePaper(const model::LocalText& hallName, const model::Words& words) {
  return [hallName, &words](const NoticeFacts& facts) {
    const model::Submission& submission = facts.submission;
    papers::AcceptanceNotice notice;
    notice.hallName = hallName;
    notice.authority = facts.service->authority;
    notice.serviceName = facts.service->name;
    notice.acceptanceNo = QString::fromUtf8(submission.receipt->acceptanceNo);
    notice.receivedAt = submission.receipt->receivedAt;
    notice.applicant = papers::maskedName(facts.applicant);  // masked again it stays the same
    notice.applicantNumber = papers::maskedNumber(facts.applicantNumber);
    notice.materials = facts.materials;
    notice.legalWorkingDays = facts.service->legalWorkingDays;
    notice.code = receiptCodeText(submission.submissionId, submission.digest);
    return papers::acceptanceNotice(notice, words);
  };
}

}  // namespace hall::kiosk
