import Foundation
import Ranking
import Testing

struct RankingDocumentTests {
  /// The JSON blocks of `docs/ranking.md` whose first member is `weights`.
  private static func settings() throws -> [String] {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/ranking.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    return text.components(separatedBy: "```json\n").dropFirst()
      .compactMap { $0.components(separatedBy: "```").first }
      .filter { $0.hasPrefix(#"{"weights""#) }
  }

  @Test func `the page shows the standard settings and an example that is valid`() throws {
    let models = try Self.settings().map { try RankingModel(json: Array($0.utf8)) }
    #expect(models.count == 2)
    #expect(models.first == .standard)
    #expect(models.last != .standard)
  }
}
