#pragma once
// What a bad line does. Values.
#include <QByteArray>
#include <array>
#include <utility>

namespace hall::drill {

enum class LineFault {
  Cut,             // reset: before, amid or after the request, amid or instead of the answer
  Delay,           // late requests and late answers
  Duplicate,       // a request arrives a second time
  Reorder,         // a request is overtaken by later ones and arrives when its sender has given up
  HalfClose,       // one direction of a connection ends
  WrongStatus,     // 5xx and 429 of something on the way, whatever the platform did
  Refusal,         // 403 of something on the way
  Portal,          // 200 and a page, or a redirect to one
  Truncated,       // JSON that ends too soon
  OtherReceipt,    // the receipt of another submission
  SwappedAnswers,  // two get one another's answers
  BlackHole,       // nothing ever comes back
};

constexpr std::array<std::pair<LineFault, const char*>, 12> kLineFaults{{
    {LineFault::Cut, "net.cut"},
    {LineFault::Delay, "net.delay"},
    {LineFault::Duplicate, "net.duplicate"},
    {LineFault::Reorder, "net.reorder"},
    {LineFault::HalfClose, "net.half-close"},
    {LineFault::WrongStatus, "net.wrong-status"},
    {LineFault::Refusal, "net.refusal"},
    {LineFault::Portal, "net.portal"},
    {LineFault::Truncated, "net.truncated"},
    {LineFault::OtherReceipt, "net.other-receipt"},
    {LineFault::SwappedAnswers, "net.swapped-answers"},
    {LineFault::BlackHole, "net.black-hole"},
}};

}  // namespace hall::drill
