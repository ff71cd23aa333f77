import Interchange
import Synchronization
import Testing

struct OrderedWorkTests {
  private struct Stop: Error, Equatable {
    var at: Int
  }

  @Test(arguments: [1, 2, 3, 8])
  func `delivers in the order of the pieces`(workers: Int) {
    var next = 0
    var delivered: [Int] = []
    OrderedWork(workers: workers).run {
      defer { next += 1 }
      return next < 1_000 ? next : nil
    } work: {
      $0 * 2
    } deliver: { (outcome: Int) in
      delivered.append(outcome)
    }
    #expect(delivered == (0..<1_000).map { $0 * 2 })
  }

  @Test(arguments: [1, 2, 3, 8])
  func `holds at most two pieces for each worker`(workers: Int) {
    var taken = 0
    var delivered = 0
    var most = 0
    OrderedWork(workers: workers).run {
      taken += 1
      most = max(most, taken - delivered)
      return taken <= 100 ? taken : nil
    } work: {
      $0
    } deliver: { (_: Int) in
      delivered += 1
    }
    #expect(most <= max(1, 2 * workers))
  }

  @Test(arguments: [1, 2, 8])
  func `delivers what was taken before an error`(workers: Int) {
    var next = 0
    var delivered: [Int] = []
    #expect(throws: Stop(at: 50)) {
      try OrderedWork(workers: workers).run { () throws(Stop) -> Int? in
        guard next < 50 else { throw Stop(at: next) }
        defer { next += 1 }
        return next
      } work: {
        $0
      } deliver: { (outcome: Int) throws(Stop) in
        delivered.append(outcome)
      }
    }
    #expect(delivered == Array(0..<50))
  }

  @Test(arguments: [1, 2, 8])
  func `stops when delivering throws`(workers: Int) {
    var delivered: [Int] = []
    var next = 0
    #expect(throws: Stop(at: 10)) {
      try OrderedWork(workers: workers).run { () throws(Stop) -> Int? in
        defer { next += 1 }
        return next
      } work: {
        $0
      } deliver: { (outcome: Int) throws(Stop) in
        delivered.append(outcome)
        if outcome == 10 { throw Stop(at: 10) }
      }
    }
    #expect(delivered == Array(0...10))
  }
}
