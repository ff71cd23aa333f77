import Interchange
import Ranking

/// A JSON file that says how merchants are ranked.
struct RankingFile {
  let path: String

  /// Why there is no ranking of a file.
  enum Failure: Error, CustomStringConvertible {
    case unreadable(FileError)
    case refused(file: String, RankingError)

    var description: String {
      switch self {
      case .unreadable(let error): "\(error)"
      case .refused(let file, let error): "\(file): \(error)"
      }
    }

    /// What a command that can't do without the file exits with.
    var status: ExitStatus {
      switch self {
      case .unreadable: .environment
      case .refused: .usage
      }
    }
  }

  /// How much is read at most: a file with everything in it has half a kilobyte.
  private static let mostBytes = 1 << 20

  /// What the file says.
  ///
  /// - Throws: ``CommandFailure`` for a file that can't be read or is refused.
  func model() throws -> RankingModel {
    do throws(Failure) {
      return try read()
    } catch {
      throw CommandFailure(error.status, Terminal.harmless("\(error)"))
    }
  }

  /// What the file says now.
  func read() throws(Failure) -> RankingModel {
    let bytes = try bytes()
    do {
      return try RankingModel(json: bytes)
    } catch {
      throw .refused(file: path == "-" ? "standard input" : path, error)
    }
  }

  private func bytes() throws(Failure) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      let source = try ByteSource(path: path)
      // What is longer than it may be is cut off, and then is no JSON.
      while bytes.count <= Self.mostBytes, try source.read(into: &bytes, atMost: 1 << 16) > 0 {}
    } catch {
      throw .unreadable(error)
    }
    return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  }
}
