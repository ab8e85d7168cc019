#pragma once
// A machine's certificate is renewed by itself when two thirds of its life are over, by the line it still opens; what
// waits to be sent does not notice. Blocking.
#include "sync/base/clock.h"
#include "sync/engine/transport.h"
#include "sync/seal/line_credential.h"

namespace hall::identity {

enum class Renewal { NotDue, Renewed };
enum class When { IfDue, Now };
enum class Key { Same, New };

// `line` must show the certificate in `keys` (engine::HttpOptions::keys). NotFound: not enrolled. Refused
// ("enrolment.over"): too late, a new code is needed. Otherwise as readAdmission; it may be tried again at any time.
Result<Renewal> renew(engine::Transport& line, const QString& keys, const Clock& clock, When when = When::IfDue,
                      Key key = Key::Same, std::stop_token stop = {});

}  // namespace hall::identity
