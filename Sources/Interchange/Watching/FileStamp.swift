#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What tells one state of a file from the next without a look inside.
public struct FileStamp: Hashable, Sendable {
  /// Which file has the name: the device and its number there. Another one after a rename.
  public var device: UInt64
  public var number: UInt64
  public var size: Int64
  /// When its contents and when anything of it was changed, in nanoseconds since 1970.
  public var modified: Int64
  public var changed: Int64

  public init(device: UInt64, number: UInt64, size: Int64, modified: Int64, changed: Int64) {
    self.device = device
    self.number = number
    self.size = size
    self.modified = modified
    self.changed = changed
  }

  /// The stamp of what is at a path now, through symbolic links; nil if nothing is there.
  public init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let (modified, changed) = (status.st_mtimespec, status.st_ctimespec)
    #else
      let (modified, changed) = (status.st_mtim, status.st_ctim)
    #endif
    self.init(
      device: UInt64(truncatingIfNeeded: status.st_dev),
      number: UInt64(truncatingIfNeeded: status.st_ino), size: Int64(status.st_size),
      modified: Self.nanoseconds(modified), changed: Self.nanoseconds(changed))
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }

  /// Whether this is the same file of the same size at another time, as `touch` leaves it.
  public func isTouched(since other: FileStamp) -> Bool {
    device == other.device && number == other.number && size == other.size
      && modified != other.modified
  }
}
