#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#endif

/// The only file of the zones' that asks the system for anything: whole files and the names in
/// folders.
enum FileBytes {
  /// The contents of a file; nil when there is none of that name.
  ///
  /// - Throws: `unreadable`, also for a file of more than `limit` bytes.
  static func contents(ofFile path: String, limit: Int) throws(ZoneError) -> [UInt8]? {
    // Without O_NONBLOCK, opening a pipe could keep the process waiting for ever.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .unreadable(path: path, reason: reason(errno))
    }
    defer { _ = close(descriptor) }

    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: reason(errno))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw .unreadable(path: path, reason: "it is not a file")
    }
    guard status.st_size <= limit else {
      throw .unreadable(
        path: path, reason: "it has \(status.st_size) bytes, and more than \(limit) are not read")
    }

    var failure: Int32 = 0
    // One byte more than the file had when it was looked at shows that it hasn't grown.
    let capacity = Int(status.st_size) + 1
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      while count < buffer.count {
        let free = unsafe UnsafeMutableBufferPointer(rebasing: buffer[count...])
        let size = unsafe read(descriptor, free.baseAddress, free.count)
        if size < 0, errno == EINTR { continue }
        if size < 0 { failure = errno }
        if size <= 0 { break }
        count += size
      }
    }
    guard failure == 0 else {
      throw .unreadable(path: path, reason: reason(failure))
    }
    guard bytes.count < capacity else {
      throw .unreadable(path: path, reason: "it grew while it was read")
    }
    return bytes
  }

  /// The names in a folder in no order, without those that start with a dot, and no more than
  /// `limit` of them; nil when there is no such folder or it can't be read.
  static func names(inFolder path: String, limit: Int) -> [String]? {
    guard let folder = unsafe opendir(path) else { return nil }
    defer { _ = unsafe closedir(folder) }
    var names: [String] = []
    while names.count < limit, let entry = unsafe readdir(folder) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
        unsafe tuple.withMemoryRebound(
          to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)
        ) { unsafe String(cString: $0) }
      }
      if !name.hasPrefix(".") {
        names.append(name)
      }
    }
    return names
  }

  private static func reason(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }
}
