import Basics
import Formats
import TropeModel

extension LabelDiff {
  /// Writes every change as a row of its own: a table with tabs, or with commas where the path ends in `.csv`.
  ///
  /// - Parameter path: `nil` for standard output.
  /// - Returns: whether anything was written; false where the same was there already.
  /// - Throws: `FileError`.
  package func write(to path: String?) throws -> Bool {
    let file = try OutputFile(path: path, makesDirectories: true)
    let hasCommas = path?.lowercased().hasSuffix(".csv") ?? false
    func append(_ fields: [String]) throws {
      try file.append { buffer in
        if hasCommas {
          CSVText.append(fields, to: &buffer)
        } else {
          buffer += fields.map(Self.flat).joined(separator: "\t").utf8
          buffer.append(UInt8(ascii: "\n"))
        }
      }
    }
    try append(["wikipedia_movie_id", "name", "field", "change", "from", "to"])
    for change in changes {
      try append([
        "\(change.movie)", change.name ?? "", change.field, change.kind.rawValue,
        change.from?.text ?? "", change.to?.text ?? "",
      ])
    }
    return try file.finish()
  }

  /// On one line and in one field, whatever a text of a file has in it.
  private static func flat(_ text: String) -> String {
    text.contains { $0 == "\t" || $0.isNewline }
      ? String(text.map { $0 == "\t" || $0.isNewline ? " " : $0 }) : text
  }
}
