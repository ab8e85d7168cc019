#pragma once
// Every refusal of the gateway, in one table: RFC 9457 with a stable type. A terminal acts on the type, never on words.
#include "sync/base/result.h"
#include "sync/gateway/message.h"

namespace hall::gateway {

enum class Problem {
  BadRequest,  // the body is not what openapi.yaml asks for
  NotFound,    // no such path
  MethodNotAllowed,
  UnknownSubmission,  // never announced here
  UnknownPart,        // the announcement does not name this digest
  DigestConflict,     // same id, other digest
  SequenceConflict,   // same terminal and sequence number, other id: a terminal was cloned or restored
  OffsetConflict,     // a piece that does not begin where the part ends
  PartDiffers,        // the bytes do not have the digest or size they claim
  NotAdmitted,        // this terminal was not admitted
  EnvelopeRefused,    // does not open, or is not signed by the terminal
  HeaderDiffers,      // what is sealed inside contradicts the announcement
  LeaseHeld,          // another channel works on the case
  LeaseLost,          // the fencing number is not the lease's any more
  UnknownCase,        // nothing of this case is here
  UnknownRevision,    // a decision about a revision that is not here
  RevisionDiffers,    // its name is not that of its content and parents
  DecisionConflict,   // the decision is known with another content
  OtherService,       // the case is of another service
  TooManyBranches,    // as much as a clerk can take up stands beside the head
  UnknownCursor,      // of a list that this database has not, or not any more
  TooLarge,
  HeadersTooLarge,
  TooManyRequests,     // this terminal has announced too much that it never committed
  NoCertificate,       // this needs a machine's certificate, and the line showed none
  CertificateExpired,  // the machine's certificate is over; a renewed one lets the same request pass
  Revoked,             // the machine was called back
  NotYours,            // another terminal's submissions
  NotPermitted,        // a machine of this role may not do that
  EnrolmentRefused,    // the code is wrong, used or over, or belongs to another key; which, stands in our log alone
  Unavailable,         // our disk or database; try again
};

Response problem(Problem which);
QByteArray typeOf(Problem which);  // "urn:hall:problem:…"
// Storage trouble as an answer: a Conflict is the caller's, everything else is ours and passes.
Response problem(const Error& error);

}  // namespace hall::gateway
