import HTTPTypes
import NIOCore

/// Which requests come from this machine: how callers who may see more are told until there are
/// tokens.
enum LocalCaller {
  /// Why a request doesn't count as one from this machine, to follow "the request"; nil if it does.
  ///
  /// `address` is that of the connection's other end. A proxy on this machine has a loopback address
  /// too, but says for whom it asks.
  static func objection(address: SocketAddress?, headers: HTTPFields) -> String? {
    // A look-up by name would first make an index of all of them.
    for field in headers where isForwarding(field.name.canonicalName) {
      return "was forwarded, as its header \(field.name.rawName) says"
    }
    guard let address = address?.ipAddress else { return "comes from an unknown address" }
    return isLoopback(address) ? nil : "comes from \(address)"
  }

  private static func isForwarding(_ name: String) -> Bool {
    name == "forwarded" || name == "x-forwarded-for"
  }

  /// Whether an address is in 127.0.0.0/8, also as IPv6 has it, or `::1`.
  private static func isLoopback(_ address: String) -> Bool {
    let mapped = "::ffff:"
    let isMapped = address.lowercased().hasPrefix(mapped)
    let plain = isMapped ? String(address.dropFirst(mapped.count)) : address
    return plain == "::1" || plain.hasPrefix("127.")
  }
}

extension Exchange {
  /// Refuses callers from elsewhere; `what` is what they want.
  func requireLocalCaller(for what: @autoclosure () -> String) throws(Problem) {
    guard let objection = LocalCaller.objection(address: context.address, headers: fields) else {
      return
    }
    throw Problem(
      .forbidden,
      "\(what()) must be asked for from the service's own machine (127.0.0.1 or ::1) as long as there "
        + "are no tokens, and the request \(objection)")
  }
}
