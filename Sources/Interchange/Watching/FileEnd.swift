#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

enum FileEnd {
  /// Whether the last byte of a file ends a line; also where there is none, or it can't be read.
  static func isLineEnd(path: String) -> Bool {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return true }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      status.st_size > 0
    else { return true }
    var byte: UInt8 = 0
    guard unsafe pread(descriptor, &byte, 1, off_t(status.st_size - 1)) == 1 else { return true }
    return byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }
}
