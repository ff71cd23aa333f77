import Catalog
import Interchange
import Logging
import Synchronization

/// Says in the log what following files comes to.
final class ServedLog: Sendable {
  private let logger: Logger
  /// What was read last, of which the update is still to come.
  private let taken = Mutex<(files: [String], rejected: Int)>(([], 0))

  init(logger: Logger) {
    self.logger = logger
  }

  /// Applies what comes of a source until that ends.
  func follow(_ source: some CatalogSource, into writer: CatalogWriter, _ status: ServedStatus)
    async
  {
    await writer.follow(source) { update, version in
      let (files, rejected) = self.taken.withLock { $0 }
      self.logger.notice(
        "\(Self.list(files)): \(update.summary): version \(version)\(Self.rejected(rejected))")
    } onRefusal: { error in
      let files = self.taken.withLock { $0.files }
      self.logger.error("\(Self.list(files)): \(error); what was served before stays")
    } version: {
      UInt64(clamping: status.now())
    }
  }

  /// Hears what happens to the files of a source.
  @Sendable
  func hear(_ event: FileSourceEvent) {
    switch event {
    case .taken(let files, let rejected, let isUnchanged):
      taken.withLock { $0 = (files, rejected) }
      guard isUnchanged else { return }
      logger.notice("\(Self.list(files)): nothing has changed\(Self.rejected(rejected))")
    case .refused(let refusal):
      logger.error("\(Terminal.harmless("\(refusal)")); what was served before stays")
    }
  }

  private static func list(_ files: [String]) -> String {
    files.isEmpty ? "files" : files.joined(separator: ", ")
  }

  private static func rejected(_ count: Int) -> String {
    switch count {
    case 0: ""
    case 1: " (1 row or feature left out)"
    default: " (\(count) rows or features left out)"
    }
  }
}

extension CatalogUpdate {
  /// `3 merchants added, 2 replaced, 1 removed, 4 geofences changed`, without what there is none of.
  var summary: String {
    var parts: [String] = []
    for (count, verb) in [(added, "added"), (replaced, "replaced"), (removed, "removed")]
    where count > 0 {
      let noun = parts.isEmpty ? (count == 1 ? " merchant" : " merchants") : ""
      parts.append("\(count)\(noun) \(verb)")
    }
    if fences > 0 { parts.append("\(fences) \(fences == 1 ? "geofence" : "geofences") changed") }
    return parts.isEmpty ? "no merchant that is shown has changed" : parts.joined(separator: ", ")
  }
}
