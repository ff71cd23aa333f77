import Foundation

/// The figures of a run, under names that stay the same from run to run.
struct Figures {
  private var values: [(name: String, value: Double)] = []

  mutating func set(_ name: String, _ value: Double) {
    values.append((name, value))
  }

  /// Writes one flat object of numbers.
  func write(to path: String) throws {
    let members = values.map { "  \"\($0.name)\": \(format($0.value))" }
    let text = "{\n" + members.joined(separator: ",\n") + "\n}\n"
    try text.write(toFile: path, atomically: true, encoding: .utf8)
  }

  private func format(_ value: Double) -> String {
    String(format: "%.6g", value)
  }
}

/// A column of text of a fixed width, numbers to the right.
func column(_ text: String, _ width: Int, left: Bool = false) -> String {
  let space = String(repeating: " ", count: max(0, width - text.count))
  return left ? text + space : space + text
}

/// A number with few digits: 0.41, 1.36, 23.5, 480.
func short(_ value: Double) -> String {
  String(format: value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%.0f", value)
}
