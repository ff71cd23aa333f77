import Foundation
import Interchange
import TestSupport
import Testing

struct FileWatchTests {
  private func stamp(_ number: Int64, size: Int64 = 10) -> FileStamp {
    FileStamp(device: 1, number: 2, size: size, modified: number, changed: number)
  }

  /// Which of some looks one after the other find that the files are to be read.
  private func due(_ watch: inout FileWatch, _ looks: [FileWatch.Look]) -> [Bool] {
    looks.map { watch.isDue($0) }
  }

  @Test func `reads a file once it has been the same for two looks`() {
    var watch = FileWatch(applied: ["a": stamp(1)])
    // Somebody writes, a little with each look.
    let written = (11..<15 as Range<Int64>).map { ["a": stamp(2, size: $0)] }
    var found = due(&watch, [["a": stamp(1)]] + written + [["a": stamp(2, size: 14)]])
    #expect(found == [false, false, false, false, false, true])
    watch.apply(["a": stamp(2, size: 14)])
    found = due(&watch, [["a": stamp(2, size: 14)], ["a": stamp(2, size: 14)]])
    #expect(found == [false, false])
  }

  @Test func `waits for the next change after a refusal`() {
    var watch = FileWatch(applied: ["a": stamp(1)])
    let bad = ["a": stamp(2)]
    var found = due(&watch, [bad, bad])
    #expect(found == [false, true])
    watch.refuse(bad)
    found = due(&watch, [bad, bad, bad, ["a": stamp(3)], ["a": stamp(3)]])
    #expect(found == [false, false, false, false, true])
  }

  @Test func `asks nothing when a file is as it was again`() {
    var watch = FileWatch(applied: ["a": stamp(1)])
    let found = due(&watch, [[:], ["a": stamp(1)], ["a": stamp(1)]])
    #expect(found == [false, false, false])
  }

  @Test func `takes a file that is gone for a state like any other`() {
    var watch = FileWatch(applied: ["a": stamp(1), "b": stamp(1)])
    let found = due(&watch, [["b": stamp(1)], ["b": stamp(1)]])
    #expect(found == [false, true])
    #expect(watch.changed(["a", "b"], in: ["b": stamp(1)]) == ["a"])
  }

  @Test func `tells a touched file from one that was written or replaced`() throws {
    #expect(stamp(2).isTouched(since: stamp(1)))
    #expect(!stamp(1).isTouched(since: stamp(1)))
    #expect(!stamp(2, size: 11).isTouched(since: stamp(1)))
    let other = FileStamp(device: 1, number: 3, size: 10, modified: 2, changed: 2)
    #expect(!other.isTouched(since: stamp(1)))
  }

  @Test func `stamps tell a file from what takes its name`() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("a")
    #expect(FileStamp(path: path) == nil)
    try "one".write(toFile: path, atomically: false, encoding: .utf8)
    let first = try #require(FileStamp(path: path))
    #expect(first.size == 3)
    try "two".write(toFile: path, atomically: true, encoding: .utf8)
    let second = try #require(FileStamp(path: path))
    #expect(second != first && second.number != first.number)
  }
}
