#include "drivers/port/usb_transfer.h"

#include <libusb.h>

#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

void LIBUSB_CALL onDone(libusb_transfer* transfer) {
  static_cast<UsbTransfer*>(transfer->user_data)->finished();
}

}  // namespace

UsbTransfer::UsbTransfer(libusb_device_handle* handle, UsbEndpoint endpoint, QByteArray buffer)
    : m_handle(handle), m_endpoint(endpoint), m_buffer(std::move(buffer)), m_transfer(libusb_alloc_transfer(0)) {}

UsbTransfer::~UsbTransfer() {
  libusb_free_transfer(m_transfer);
  hall::wipe(m_buffer);
}

void UsbTransfer::finished() {
  // Notified under the lock: the waiter may destroy this object as soon as it can take it.
  const std::lock_guard lock(m_mutex);
  m_done = true;
  m_wake.notify_all();
}

Result<qsizetype> UsbTransfer::run(const Deadline& deadline) {
  if (m_transfer == nullptr) {
    return failure(Failure::Internal, "port.memory");
  }
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "port.cancelled");
  }
  // No timeout of libusb's own: the deadline below also covers the wait for the device's turn.
  libusb_fill_bulk_transfer(m_transfer, m_handle, m_endpoint.address, reinterpret_cast<unsigned char*>(m_buffer.data()),
                            static_cast<int>(m_buffer.size()), onDone, this, 0);
  if (m_endpoint.kind == UsbEndpoint::Kind::Interrupt) m_transfer->type = LIBUSB_TRANSFER_TYPE_INTERRUPT;
  if (libusb_submit_transfer(m_transfer) != LIBUSB_SUCCESS) {
    return failure(afterError("port.error"));
  }
  std::unique_lock lock(m_mutex);
  const auto done = [this] { return m_done; };
  if (!m_wake.wait_until(lock, deadline.stop, deadline.at, done)) {
    lock.unlock();
    libusb_cancel_transfer(m_transfer);  // may say that it is over already: the callback comes in any case
    lock.lock();
    m_wake.wait(lock, done);
  }
  lock.unlock();
  return outcome(deadline);
}

bool UsbTransfer::isCut() const {
  return m_transfer->status == LIBUSB_TRANSFER_CANCELLED || m_transfer->status == LIBUSB_TRANSFER_TIMED_OUT;
}

Result<qsizetype> UsbTransfer::outcome(const Deadline& deadline) {
  switch (m_transfer->status) {
    case LIBUSB_TRANSFER_COMPLETED:
      return m_transfer->actual_length;
    case LIBUSB_TRANSFER_CANCELLED:
    case LIBUSB_TRANSFER_TIMED_OUT:
      if (m_transfer->actual_length > 0) return m_transfer->actual_length;
      if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "port.cancelled");
      return failure(Failure::Timeout, "port.silent");
    case LIBUSB_TRANSFER_NO_DEVICE:
      return failure(Failure::Disconnected, "port.gone");
    case LIBUSB_TRANSFER_STALL:
      return failure(afterError("port.stall"));
    case LIBUSB_TRANSFER_OVERFLOW:
      return failure(Failure::Garbled, "port.overflow");
    case LIBUSB_TRANSFER_ERROR:
      break;
  }
  return failure(afterError("port.error"));
}

// A pulled plug often shows as a plain error first; the next request tells which it is, and mends a halt besides.
Error UsbTransfer::afterError(const char* code) {
  const int answer = libusb_clear_halt(m_handle, m_endpoint.address);
  if (answer == LIBUSB_ERROR_NO_DEVICE || answer == LIBUSB_ERROR_NOT_FOUND) {
    return {Failure::Disconnected, "port.gone", {}};
  }
  return {Failure::Garbled, code, {}};
}

}  // namespace hall::drivers
