import Foundation
import Interchange
import Testing

struct ByteSourceTests {
  @Test func `reads a file to its end in pieces`() throws {
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).csv")
    defer { try? FileManager.default.removeItem(at: url) }
    let expected = (0..<1000).map { UInt8($0 % 256) }
    try Data(expected).write(to: url)

    let source = try ByteSource(path: url.path)
    var bytes: [UInt8] = [7]
    while try source.read(into: &bytes, atMost: 300) > 0 {}
    #expect(bytes == [7] + expected)
    #expect(try source.read(into: &bytes, atMost: 1) == 0)
  }

  @Test func `says why a file can't be opened`() {
    let path = "no/such/file.csv"
    let error = #expect(throws: FileError.self) { try ByteSource(path: path) }
    #expect(error == .cannotOpen(path: path, reason: "No such file or directory"))
    #expect(
      error?.description
        == "cannot open no/such/file.csv: No such file or directory; "
        + "check the path and that you may read the file")
  }

  @Test func `refuses a directory`() {
    #expect(throws: FileError.isDirectory(path: "/")) { try ByteSource(path: "/") }
    #expect(FileError.isDirectory(path: "/").description.contains("name a file in it"))
  }
}
