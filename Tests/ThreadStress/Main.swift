import Catalog
import Foundation
import Geofencing
import Synchronization

/// Four threads ask what they share while catalogues are published, and each answer must be the one
/// that a single thread had before.
///
/// It is made to be run under the thread sanitizer, by `scripts/sanitize`. The exit status is 0 if
/// all answers were equal, 1 if not; the sanitizer's own is 66.
@main
enum Main {
  static let threadCount = 4
  static let questionCount = 400
  static let rounds = 2

  static func main() throws {
    var world = World(seed: 1)
    // Threads meet what nobody has used before, should there be anything that is made on first use.
    let fresh = try (1...UInt64(rounds)).map { try catalogs(round: $0) }
    let (shapes, areas) = (try shapes(seed: 99), try areas(seed: 98))
    let questions = try (0..<questionCount).map {
      try Question(number: $0, shapes: shapes, areas: areas, &world)
    }
    var differences = 0
    for (round, catalogs) in fresh.enumerated() {
      let answers = Mutex<[Int: [String]]>([:])
      // First without a lock among what is shared: it would put in order what else is done.
      Threads.run(threadCount) { thread in
        var own: [String] = []
        var scratch = QueryScratch()
        for number in 0..<questionCount {
          let position = Self.position(number, thread)
          let answer = questions[position].answer(
            of: catalogs[0].catalog, catalogs[0].scorings, &scratch)
          own.append("\(position) \(catalogs[0].catalog.version) \(answer)")
        }
        answers.withLock { $0[thread] = own }
      }
      let store = CatalogStore(catalogs[0].catalog)
      Threads.run(threadCount) { thread in
        var own: [String] = []
        var scratch = QueryScratch()
        for number in 0..<questionCount {
          if number % 20 == thread { store.publish(catalogs[(number / 20 + thread) % 2].catalog) }
          guard let catalog = store.current else { preconditionFailure("one was published") }
          let position = Self.position(number, thread)
          let scorings = catalogs[Int(catalog.version % 2)].scorings
          let answer = questions[position].answer(of: catalog, scorings, &scratch)
          own.append("\(position) \(catalog.version) \(answer)")
        }
        answers.withLock { $0[thread, default: []] += own }
      }
      // What one thread says, of catalogues that are equal and not the same.
      let twins = try Self.catalogs(round: UInt64(round + 1))
      var scratch = QueryScratch()
      let expected = questions.map { question in
        twins.map {
          "\($0.catalog.version) \(question.answer(of: $0.catalog, $0.scorings, &scratch))"
        }
      }
      for (thread, answers) in answers.withLock({ $0 }).sorted(by: { $0.key < $1.key }) {
        for (number, answer) in answers.enumerated() {
          let position = Self.position(number, thread)
          guard !expected[position].contains(where: { "\(position) \($0)" == answer }) else {
            continue
          }
          differences += 1
          print("round \(round), thread \(thread), question \(position):")
          print("  in threads: \(answer)")
          print("  alone:      \(expected[position])")
        }
      }
    }
    let asked = 2 * rounds * threadCount * questionCount
    print("\(asked) answers in \(threadCount) threads, \(differences) of them other than alone")
    let updates = try Updates.run(threads: threadCount)
    print("\(updates.answers) answers while batches were applied, \(updates.wrong) of them wrong")
    if differences + updates.wrong > 0 { exit(1) }
  }

  /// The question that a thread asks in its turn: each begins elsewhere and asks all.
  private static func position(_ number: Int, _ thread: Int) -> Int {
    (number + thread * questionCount / threadCount) % questionCount
  }

  /// Two catalogues that take turns, the first with an even version, always the same for a round,
  /// and how three users score their merchants.
  private static func catalogs(
    round: UInt64
  ) throws -> [(catalog: Catalog, scorings: [QueryScoring])] {
    var world = World(seed: round)
    return try (0...1 as ClosedRange<UInt64>).map { offset in
      let catalog = try world.catalog(version: 2 * round + offset)
      return (catalog, world.scorings(of: catalog))
    }
  }

  private static func shapes(seed: UInt64) throws -> [PreparedShape] {
    var world = World(seed: seed)
    return try (0..<12).map { _ in try PreparedShape(world.route()) }
  }

  private static func areas(seed: UInt64) throws -> [MultiPolygon] {
    var world = World(seed: seed)
    return try (0..<12).map { _ in try world.area() }
  }
}
