#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file or of standard input, read from the start to the end.
///
/// It owns its file descriptor and closes it at the end of its life.
public final class ByteSource {
  /// The path it was opened with.
  public let path: String
  private let descriptor: CInt
  private let closes: Bool

  /// Opens the file at `path`, or standard input for `-`.
  public init(path: String) throws(FileError) {
    self.path = path
    closes = path != "-"
    guard closes else {
      descriptor = STDIN_FILENO
      return
    }
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw .cannotOpen(path: path, reason: systemMessage(errno))
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .cannotOpen(path: path, reason: systemMessage(errno))
    }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .isDirectory(path: path) }
  }

  deinit {
    if closes, descriptor >= 0 { close(descriptor) }
  }

  /// Appends at most `count` of the next bytes to `bytes` and says how many, 0 only at the end.
  ///
  /// A pipe may give fewer than asked for, and waits for the first.
  public func read(into bytes: inout [UInt8], atMost count: Int) throws(FileError) -> Int {
    precondition(count > 0, "a source can only be asked for some bytes")
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: count))
    var got = 0
    var code: CInt = 0
    repeat {
      unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe got = systemRead(descriptor, buffer.baseAddress.map { unsafe $0 + start }, count)
        code = errno
      }
    } while got < 0 && code == EINTR
    bytes.removeLast(count - max(got, 0))
    if got < 0 {
      guard code != EISDIR else { throw .isDirectory(path: path) }
      throw .cannotRead(path: path, reason: systemMessage(code))
    }
    return got
  }
}

/// Why the bytes of a file could not be had.
public enum FileError: Error, Equatable, Sendable, CustomStringConvertible {
  case cannotOpen(path: String, reason: String)
  case isDirectory(path: String)
  case cannotRead(path: String, reason: String)

  public var description: String {
    switch self {
    case .cannotOpen(let path, let reason):
      "cannot open \(path): \(reason); check the path and that you may read the file"
    case .isDirectory(let path):
      "cannot read \(path): it is a directory; name a file in it"
    case .cannotRead(let path, let reason):
      "cannot read \(path == "-" ? "standard input" : path) to its end: \(reason); "
        + "check the disk or the program that writes it, and try again"
    }
  }
}

/// What the system calls the error numbered `code`.
private func systemMessage(_ code: CInt) -> String {
  guard let message = unsafe strerror(code) else { return "error \(code)" }
  return unsafe String(cString: message)
}

/// `read(2)`, which a method of the same name would hide.
private func systemRead(_ descriptor: CInt, _ buffer: UnsafeMutableRawPointer?, _ count: Int) -> Int
{
  unsafe read(descriptor, buffer, count)
}
