internal import CGEOS

/// The state GEOS works in, which one thread at a time may use.
///
/// `@safe`: it owns the handle and the memory that GEOS's messages are written to, cannot be
/// copied, and frees both at its end, the writer of messages first. It is not `Sendable`, so it
/// stays in the thread that made it.
@safe struct GEOSContext: ~Copyable {
  let handle: GEOSContextHandle_t
  private let lastMessage: UnsafeMutablePointer<String>

  init() throws(GeofenceError) {
    guard let handle = unsafe GEOS_init_r() else { throw .outOfMemory }
    unsafe self.handle = handle
    unsafe lastMessage = UnsafeMutablePointer<String>.allocate(capacity: 1)
    unsafe lastMessage.initialize(to: "")
    unsafe GEOSContext_setErrorMessageHandler_r(
      handle,
      { message, target in
        guard let message = unsafe message, let target = unsafe target else { return }
        unsafe target.assumingMemoryBound(to: String.self).pointee = String(cString: message)
      }, lastMessage)
  }

  deinit {
    unsafe GEOS_finish_r(handle)
    unsafe lastMessage.deinitialize(count: 1)
    unsafe lastMessage.deallocate()
  }

  /// The error to throw after a call that failed.
  var failure: GeofenceError {
    let message = unsafe lastMessage.pointee
    return .geos(message.isEmpty ? "no reason given" : message)
  }
}
