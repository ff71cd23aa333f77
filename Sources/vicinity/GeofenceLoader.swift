import Foundation
import Geofencing
import Interchange

/// Reads geofences from GeoJSON files, or a catalogue file, and says on standard error what is wrong with them.
struct GeofenceLoader {
  /// How many problems are shown one by one; the rest is counted.
  static let mostShown = 20

  var options = GeofenceFileReader.Options()
  /// Whether one bad feature refuses them all.
  var isStrict = false

  /// What was read.
  struct Result {
    var index: FenceIndex
    var features = 0
    /// Features that could not be used.
    var rejected = 0
    /// What came of each file.
    var tallies: [String: FileTally] = [:]
  }

  /// How to have geofences of a catalogue file beside others.
  static let remedy =
    "its geofences alone are GeoJSON with `vicinity geofence list --format geojson`"

  /// The fences in the files, of which `-` is standard input; of those with the same id the last
  /// counts. Or those of one catalogue file, which were checked when it was made.
  ///
  /// - Throws: ``CommandFailure`` with ``ExitStatus/environment`` for a file that can't be used,
  ///   and with ``ExitStatus/no`` when no feature can be used or ``isStrict`` refuses them.
  func load(_ paths: [String]) throws -> Result {
    guard !paths.isEmpty else {
      throw CommandFailure(
        .usage, "no geofences file was given; name one with --fences, or in VICINITY_FENCES")
    }
    if let path = try CatalogOpening.path(among: paths, remedy: Self.remedy) {
      let index = try CatalogOpening.fences(path)
      return Result(index: index, features: index.count)
    }
    let reader = GeofenceFileReader(options: options)
    var fences: [Geofence] = []
    var positions: [String: (position: Int, place: String)] = [:]
    var rejected = 0
    var features = 0
    var tallies: [String: FileTally] = [:]
    var shown = ProblemList(mostShown: Self.mostShown)
    for path in paths {
      let read: [FenceFeature]
      do {
        read = try reader.read(path: path)
      } catch {
        throw CommandFailure(.environment, "\(error)")
      }
      tallies[path] = FileTally(
        records: read.count, rejected: read.count { $0.usableFence == nil })
      for feature in read {
        features += 1
        for problem in feature.problems { shown.add("\(problem.severity.rawValue): \(problem)") }
        guard let fence = feature.usableFence else {
          rejected += 1
          continue
        }
        let place = "feature \(feature.number) of \(feature.file)"
        if let earlier = positions[fence.id] {
          shown.add(
            "warning: \(feature.file): feature \(feature.number) (\(Terminal.harmless(fence.id)))"
              + " takes the place of \(earlier.place), which has the same id")
          fences[earlier.position] = fence
          positions[fence.id] = (earlier.position, place)
        } else {
          positions[fence.id] = (fences.count, place)
          fences.append(fence)
        }
      }
    }
    shown.end()
    if rejected > 0, isStrict {
      throw CommandFailure(
        .no, "\(rejected) of \(features) features can't be used, and --strict refuses them all")
    }
    if rejected > 0, fences.isEmpty {
      throw CommandFailure(
        .no, "no feature of \(paths.joined(separator: ", ")) can be used")
    }
    return Result(
      index: try FenceIndex(fences), features: features, rejected: rejected, tallies: tallies)
  }
}

/// Lines on standard error, of which there may be too many to show.
struct ProblemList {
  let mostShown: Int
  private(set) var count = 0

  init(mostShown: Int) {
    self.mostShown = mostShown
  }

  mutating func add(_ line: @autoclosure () -> String) {
    count += 1
    if count <= mostShown { printError(line()) }
  }

  /// Says how many were not shown.
  func end() {
    if count > mostShown { printError("… and \(count - mostShown) problems more") }
  }
}
