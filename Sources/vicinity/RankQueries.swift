import Catalog
import Geodesy
import Interchange

/// Queries made up near merchants, for users of a list.
struct SeededQueries {
  /// How far from a merchant a query is at most.
  private static let mostMeters = 500.0
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(state: seed)
  }

  /// So many queries, each at a random place around a random merchant and for a random user; none
  /// of a catalogue without merchants, and for nobody in particular without users.
  mutating func queries(_ count: Int, in catalog: Catalog, users: [String]) -> [RankQuery] {
    guard catalog.count > 0 else { return [] }
    return (0..<count).map { _ in
      let slot = UInt32.random(in: 0..<UInt32(catalog.count), using: &random)
      let user = users.randomElement(using: &random)
      let bearing = Double.random(in: 0..<360, using: &random)
      let meters = Double.random(in: 0..<Self.mostMeters, using: &random)
      let center = Geodesic.direct(
        from: catalog.coordinate(slot: slot), initialBearingDegrees: bearing, distanceMeters: meters
      )
      return RankQuery(center: center, user: user)
    }
  }
}

/// Random numbers that a seed determines, on every machine (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
private struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// A CSV file of queries with columns `latitude`, `longitude` and perhaps `user`.
struct RankQueryFile {
  let path: String

  /// The columns, each with the names it may have.
  private static let latitudes = ["latitude", "lat"]
  private static let longitudes = ["longitude", "lon"]
  private static let users = ["user", "user_id"]
  private static let mostShown = 20

  private var name: String { path == "-" ? "standard input" : path }

  /// The queries of the rows that are right; what is wrong with the others is said on standard error.
  ///
  /// - Throws: ``CommandFailure`` for a file that can't be used, and when all rows are wrong.
  func read() throws -> (queries: [RankQuery], rejected: Int) {
    do {
      return try read(CSVSplitter(ByteSource(path: path)))
    } catch let error as FileError {
      throw CommandFailure(.environment, "\(error)")
    }
  }

  private func read(
    _ splitter: consuming CSVSplitter
  ) throws -> (queries: [RankQuery], rejected: Int) {
    var splitter = splitter
    let dialect = try splitter.dialect()
    var columns: Columns?
    var queries: [RankQuery] = []
    var rejected = 0
    var shown = ProblemList(mostShown: Self.mostShown)
    while let batch = try splitter.next() {
      try batch.forEachRecord(dialect) { record in
        guard let columns else {
          if let problem = record.problem {
            throw CommandFailure(.environment, "\(name):\(record.line): \(problem)")
          }
          columns = try Columns(record.fields, file: name)
          return
        }
        do throws(Mistake) {
          queries.append(try columns.query(of: record))
        } catch {
          rejected += 1
          shown.add("error: \(name):\(record.line): \(Terminal.harmless(error.sentence))")
        }
      }
    }
    shown.end()
    guard columns != nil else { throw CommandFailure(.environment, "\(name): is empty") }
    if queries.isEmpty {
      throw CommandFailure(
        rejected > 0 ? .no : .environment,
        rejected > 0 ? "all \(rejected) rows of \(name) were rejected" : "\(name): has no query")
    }
    return (queries, rejected)
  }

  /// What is wrong with a row.
  private struct Mistake: Error {
    let sentence: String
  }

  private struct Columns {
    let latitude: Int
    let longitude: Int
    let user: Int?

    init(_ header: [String], file: String) throws {
      let keys = header.map { $0.lowercased().filter { !$0.isWhitespace } }
      func position(_ names: [String]) -> Int? { keys.firstIndex(where: names.contains) }
      guard let latitude = position(latitudes), let longitude = position(longitudes) else {
        let shown = header.prefix(20).joined(separator: ", ")
        throw CommandFailure(
          .environment,
          Terminal.harmless(
            "\(file): must have columns latitude and longitude, and its header is: \(shown)"))
      }
      self.latitude = latitude
      self.longitude = longitude
      user = position(users)
    }

    func query(of record: CSVRecord) throws(Mistake) -> RankQuery {
      if let problem = record.problem { throw Mistake(sentence: "\(problem)") }
      func cell(_ column: Int) -> String {
        column < record.fields.count
          ? record.fields[column].filter { !$0.isWhitespace } : ""
      }
      let north = try number(cell(latitude), "latitude", most: 90)
      let east = try number(cell(longitude), "longitude", most: 180)
      guard let center = Coordinate(latitude: north, longitude: east) else {
        throw Mistake(sentence: "latitude and longitude are no place")
      }
      let user = user.flatMap { $0 < record.fields.count ? record.fields[$0] : nil } ?? ""
      return RankQuery(center: center, user: user.isEmpty ? nil : user)
    }

    private func number(_ text: String, _ name: String, most: Double) throws(Mistake) -> Double {
      // Double reads hexadecimal and "nan" too.
      let isPlain = text.allSatisfy { $0.isASCII && ($0.isNumber || "+-.eE".contains($0)) }
      guard isPlain, let value = Double(text), -most...most ~= value else {
        let limit = Int(most)
        throw Mistake(
          sentence: "\(name) must be a number from -\(limit) to \(limit), and is"
            + (text.isEmpty ? " empty" : " \(text.prefix(80))"))
      }
      return value
    }
  }
}
