import Basics
import Formats
import TropeModel

/// The cells of a table of labels: a header that names `wikipedia_id`, or calls it as `movie_id`, and below it a line for each label,
/// separated by tabs or commas as the header is.
struct GoldCells {
  /// What stands in a line, and its number from 1.
  typealias Line = (fields: [String], line: Int)

  /// What parts the cells of a line.
  enum Separator: String {
    case tabs
    case commas
  }

  let separator: Separator
  let header: [String]
  /// The lines below the header, those without anything left out.
  let rows: [Line]
  /// As the file was named, for messages.
  let path: String
  private let headerLine: Int

  /// The column without which a file is no such table.
  static let movieColumn = "wikipedia_id"
  /// What tropes.db, `overrides.csv` and exports call it, each taken for it where the header has it not.
  private static let otherMovieColumns = ["movie_id", "wikipedia_movie_id"]

  /// Reads a file; `nil` for one with another header. `bytes` are valid UTF-8.
  ///
  /// - Throws: what makes it no table of commas.
  init?(_ bytes: [UInt8], path: String) throws(Diagnostics) {
    let lines: [Line]
    let tabbed = Self.tabbed(bytes)
    if let first = tabbed.first, Self.isHeader(first.fields) {
      (separator, lines) = (.tabs, tabbed)
    } else if let found = try Self.commaSeparated(bytes, path) {
      (separator, lines) = (.commas, found)
    } else {
      return nil
    }
    guard let first = lines.first else { return nil }
    header = Self.named(first.fields.map { $0.trimmed() })
    rows = Array(lines.dropFirst())
    self.path = path
    headerLine = first.line
  }

  private static func isHeader(_ fields: [String]) -> Bool {
    named(fields.map { $0.trimmed() }).contains(movieColumn)
  }

  /// A header with the movies' column called as here.
  private static func named(_ header: [String]) -> [String] {
    guard !header.contains(movieColumn),
      let other = otherMovieColumns.first(where: header.contains)
    else { return header }
    return header.map { $0 == other ? movieColumn : $0 }
  }

  /// The place of a column; `nil` where the header lacks it.
  ///
  /// - Throws: where it has it twice: whichever is taken, the labels of the other would be lost.
  func place(of column: String) throws(Diagnostics) -> Int? {
    if let doubled = DoubledColumn.all(in: header, of: [column]).first {
      throw Diagnostics([doubled.diagnostic(path: path, line: headerLine)])
    }
    return header.firstIndex(of: column)
  }

  /// That a line has another number of cells than the header; `nil` where it has not.
  func raggedness(of cells: [String]) -> GoldFault? {
    cells.count == header.count
      ? nil : .ragged(fields: cells.count, expected: header.count, separator)
  }

  // MARK: Lines

  /// The lines of a file separated by tabs, those without anything left out.
  static func tabbed(_ bytes: [UInt8]) -> [Line] {
    var bytes = bytes[...]
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes = bytes.dropFirst(3) }
    var lines: [Line] = []
    for (index, part) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated()
    {
      var part = part
      if part.last == 0x0D { part = part.dropLast() }
      guard part.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      let fields = part.split(separator: 0x09, omittingEmptySubsequences: false)
      lines.append((fields.map { String(decoding: $0, as: UTF8.self) }, index + 1))
    }
    return lines
  }

  /// The lines of a file separated by commas; `nil` where its header is of another form.
  private static func commaSeparated(
    _ bytes: [UInt8], _ path: String
  ) throws(Diagnostics) -> [Line]? {
    var first = CSVReader(bytes, manners: .strict)
    guard let header = (try? first.next())?.fields.map({ String(decoding: $0, as: UTF8.self) }),
      isHeader(header)
    else { return nil }
    var reader = CSVReader(bytes, manners: .strict)
    do throws(CSVFault) { return try reader.texts() } catch {
      throw Diagnostics([GoldFault.csv(error.problem).diagnostic(path: path, line: error.line)])
    }
  }
}

extension GoldFault {
  /// What is wrong with a file whose header is none of a table, as far as its first line tells.
  ///
  /// - Parameters:
  ///   - bytes: valid UTF-8.
  ///   - columns: those that its header should have.
  ///   - other: what is wrong where nothing better is found.
  static func header(
    of bytes: [UInt8], columns: [String], otherwise other: ([String]) -> GoldFault
  ) -> GoldFault {
    let line = GoldCells.tabbed(bytes).first?.fields.joined(separator: "\t") ?? ""
    func names(_ separators: [Character]) -> [String] {
      line.split(whereSeparator: separators.contains).map {
        String($0).trimmed().filter { $0 != "\"" }
      }
    }
    func has(_ column: String, _ names: [String]) -> Bool {
      names.contains { $0.lowercased() == column }
    }
    if has(GoldCells.movieColumn, names([";"])) { return .semicolons }
    let found = names(["\t", ","])
    if let column = columns.first(where: { !found.contains($0) && has($0, found) }),
      let spelled = found.first(where: { $0.lowercased() == column })
    {
      return .spelled(spelled, column: column)
    }
    let missing = columns.filter { !found.contains($0) }
    return other(missing.isEmpty ? columns : missing)
  }
}
