#include "drivers/port/usb_port.h"

#include <libusb.h>

#include "drivers/port/usb_transfer.h"

namespace hall::drivers {

namespace {

constexpr qsizetype headSize = 7;  // preamble and length
constexpr std::chrono::milliseconds slice(150);
constexpr int leastInSize = 4096;  // less than a device sends at once would be an overflow, and the data lost

constexpr int fromInterface =
    int(LIBUSB_ENDPOINT_IN) | int(LIBUSB_REQUEST_TYPE_CLASS) | int(LIBUSB_RECIPIENT_INTERFACE);
constexpr int toInterface = int(LIBUSB_REQUEST_TYPE_CLASS) | int(LIBUSB_RECIPIENT_INTERFACE);
constexpr int toOther = int(LIBUSB_REQUEST_TYPE_CLASS) | int(LIBUSB_RECIPIENT_OTHER);

QList<UsbEndpoint> bulkOf(const QList<UsbEndpoint>& endpoints) {
  QList<UsbEndpoint> bulk;
  for (const UsbEndpoint& endpoint : endpoints) {
    if (endpoint.kind == UsbEndpoint::Kind::Bulk) bulk.append(endpoint);
  }
  return bulk;
}

}  // namespace

Result<std::unique_ptr<UsbPort>> UsbPort::open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                               int interface, Pipes pipes) {
  Result<std::unique_ptr<UsbClaim>> claim = UsbClaim::open(std::move(context), found, interface);
  if (!claim) {
    return failure(claim.error());
  }
  auto port = std::unique_ptr<UsbPort>(new UsbPort(std::move(*claim)));
  if (const Result<void> shaped = port->choose(pipes); !shaped) {
    return failure(shaped.error());
  }
  if (const Result<void> claimed = port->m_claim->claim(); !claimed) {
    return failure(claimed.error());
  }
  return port;
}

Result<void> UsbPort::choose(Pipes pipes) {
  const QList<UsbEndpoint> in = bulkOf(m_claim->endpoints().in);
  const QList<UsbEndpoint> out = bulkOf(m_claim->endpoints().out);
  m_split = pipes == Pipes::SplitHead;
  const qsizetype pairs = m_split ? 2 : 1;
  if (out.size() < pairs || in.size() < (m_split ? 2 : 0)) {
    return failure(Failure::Unsupported, "port.shape");
  }
  int packet = 1;
  for (const UsbEndpoint& endpoint : in) packet = std::max(packet, endpoint.packet);
  for (qsizetype i = 0; i < 2; ++i) {
    m_out[size_t(i)] = out[std::min(i, pairs - 1)];
    // A printer that only listens has no way in; reading from it is answered with Unsupported.
    if (!in.isEmpty()) m_in[size_t(i)] = in[std::min(i, pairs - 1)];
  }
  m_inSize = (leastInSize + packet - 1) / packet * packet;
  return {};
}

Result<qsizetype> UsbPort::write(QByteArrayView bytes, const Deadline& deadline) {
  if (m_claim->raw() == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  const bool head = m_split && m_outTurn == 0;
  const qsizetype count = head ? std::min(headSize, bytes.size()) : bytes.size();
  UsbTransfer transfer(m_claim->raw(), m_out[m_outTurn], bytes.first(count).toByteArray());
  Result<qsizetype> taken = transfer.run(deadline);
  if (m_split) {
    m_outTurn = taken && head ? 1 : 0;
    m_inTurn = 0;
  }
  return taken;
}

Result<QByteArray> UsbPort::readSome(const Deadline& deadline) {
  if (m_claim->raw() == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  if (m_in[0].address == 0) {
    return failure(Failure::Unsupported, "port.one-way");
  }
  while (true) {
    // A reply that fills its last packet may end without an empty one behind it; the transfer then ends with its
    // slice of time, and what it holds is given out without waiting for the whole deadline.
    UsbTransfer transfer(m_claim->raw(), m_in[m_inTurn], QByteArray(m_inSize, Qt::Uninitialized));
    const Result<qsizetype> count = transfer.run(deadline.butWithin(slice));
    if (!count) {
      if (count.error().kind == Failure::Timeout && !deadline.passed()) continue;
      return failure(count.error());
    }
    if (m_split) m_inTurn = 1;  // behind the head comes the rest, in as many pieces as the device likes
    if (*count > 0) {
      return transfer.buffer().first(*count);
    }
  }
}

Result<uint8_t> UsbPort::printerLine(const Deadline& deadline) {
  constexpr uint8_t getPortStatus = 1;
  const Result<QByteArray> status = m_claim->ask({uint8_t(fromInterface), getPortStatus, 0, {}}, 1, deadline);
  if (!status) {
    return failure(status.error());
  }
  if (status->isEmpty()) {
    return failure(Failure::Timeout, "port.silent");
  }
  return static_cast<uint8_t>(status->front());
}

Result<QByteArray> UsbPort::printerId(const Deadline& deadline) {
  constexpr uint8_t getDeviceId = 0;
  constexpr int most = 1024;
  const auto index = uint16_t(m_claim->interface() << 8);  // this one request counts interfaces in the high byte
  return m_claim->ask({uint8_t(fromInterface), getDeviceId, 0, index}, most, deadline);
}

// The first edition of the class sent it to "other", the second to the interface; printers know one or the other.
Result<void> UsbPort::printerReset(const Deadline& deadline) {
  constexpr uint8_t softReset = 2;
  const Result<void> done = m_claim->tell({uint8_t(toInterface), softReset, 0, {}}, {}, deadline);
  if (done || done.error().kind == Failure::Disconnected) return done;
  return m_claim->tell({uint8_t(toOther), softReset, 0, {}}, {}, deadline);
}

void UsbPort::drain() {
  for (size_t i = 0; i < (m_split ? 2U : 1U); ++i) {
    m_inTurn = i;
    drainByReading(*this);
  }
  m_inTurn = 0;
  m_outTurn = 0;
}

}  // namespace hall::drivers
