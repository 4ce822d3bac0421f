import Basics
import Formats
import TropeModel

/// How a table is written.
package enum TableLayout: Hashable, Sendable {
  /// Fields parted by an ASCII character, the first row naming the columns (RFC 4180 but for that).
  case delimited(UInt8)
  /// A JSON object on each line.
  case jsonLines

  /// What a file's name tells; `nil` where tables of its kind are not read.
  package init?(ofPath path: String) {
    let name = path.lowercased()
    switch name.split(separator: ".").last.map(String.init) {
    case "csv", "txt": self = .delimited(UInt8(ascii: ","))
    case "tsv", "tab": self = .delimited(0x09)
    case "jsonl", "ndjson", "json": self = .jsonLines
    default: return nil
    }
  }

  /// What parts the fields of a `.csv` file: where its first line has no comma outside of quotes, the semicolon or tab that
  /// it has instead, as spreadsheets write it in half of Europe.
  func settled(for bytes: [UInt8]) -> TableLayout {
    guard self == .delimited(UInt8(ascii: ",")) else { return self }
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == 0x0A || byte == 0x0D { break }
      counts[byte, default: 0] += 1
    }
    if counts[UInt8(ascii: ",")] != nil { return self }
    for other in [UInt8(ascii: ";"), 0x09] where counts[other] != nil { return .delimited(other) }
    return self
  }
}

/// A row of a table.
struct TableRow {
  /// From 1.
  var line: Int
  /// The cells, in the order of `TableRows.header`; `nil` where there is none.
  var cells: [TableCell?]
}

/// What stands in a cell.
enum TableCell: Hashable {
  case text(String)
  /// From JSON lines.
  case list([String])

  /// The text of a single value, without white space around it; `nil` where it is empty.
  var text: String? {
    switch self {
    case .text(let text):
      let trimmed = text.trimmed()
      return trimmed.isEmpty ? nil : trimmed
    case .list(let parts): return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }
  }
}

/// The rows of a table, whose columns `wanted` alone are kept.
struct TableRows {
  /// The names of all columns; of JSON lines all keys of the first object.
  let header: [String]
  private var csv: CSVReader?
  private var lines: JSONLineCells?
  private let path: String

  /// Reads the header.
  init(_ bytes: [UInt8], layout: TableLayout, path: String) throws(Diagnostic) {
    self.path = path
    switch layout {
    case .jsonLines:
      var lines = JSONLineCells(bytes, path: path)
      header = try lines.readHeader()
      self.lines = lines
    case .delimited(let separator):
      var manners = CSVManners.generous
      manners.separator = separator
      var reader = CSVReader(bytes, manners: manners)
      let first = try CastTable.worded(path) { () throws(CSVFault) in try reader.next() }
      guard let first else { throw TableMessage.empty(path: path) }
      header = first.fields.map { CastTable.name(from: $0) }
      csv = reader
    }
    if let doubled = DoubledColumn.all(in: header).first {
      throw doubled.diagnostic(path: path, line: 1)
    }
  }

  /// The next row; `nil` after the last.
  mutating func next(_ wanted: [Int?]) throws(Diagnostic) -> TableRow? {
    if lines != nil { return try lines?.next(wanted.map { place in place.map { header[$0] } }) }
    let record = try CastTable.worded(path) { () throws(CSVFault) in try csv?.next() }
    guard let record else { return nil }
    guard record.fields.count == header.count else {
      throw CastMessage.ragged(
        path: path, line: record.line, count: record.fields.count, expected: header.count)
    }
    return TableRow(
      line: record.line,
      cells: wanted.map { place in
        place.map { .text(String(decoding: record.fields[$0], as: UTF8.self)) }
      })
  }
}

/// The rows of JSON lines.
private struct JSONLineCells {
  private let bytes: [UInt8]
  private let path: String
  private var position: Int
  private var line = 0

  init(_ bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    position = TextBytes.byteOrderMarkLength(of: bytes)
  }

  /// The keys of the first object, which is read again as the first row.
  mutating func readHeader() throws(Diagnostic) -> [String] {
    let start = (position, line)
    guard let first = try object() else { throw TableMessage.empty(path: path) }
    (position, line) = start
    return first.object.keys
  }

  mutating func next(_ wanted: [String?]) throws(Diagnostic) -> TableRow? {
    guard let (object, line) = try object() else { return nil }
    return TableRow(
      line: line,
      cells: wanted.map { name in name.flatMap { object[$0] }.flatMap(Self.cell) })
  }

  private static func cell(_ value: JSON) -> TableCell? {
    if let elements = value.arrayValue { return .list(elements.compactMap(CellText.plain)) }
    return CellText.plain(value).map { .text($0) }
  }

  /// The next object; lines of white space are none.
  private mutating func object() throws(Diagnostic) -> (object: JSONObject, line: Int)? {
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 0x0A) ?? bytes.count
      let text = Array(bytes[position..<end])
      position = min(end + 1, bytes.count)
      line += 1
      if text.allSatisfy({ $0 <= 0x20 }) { continue }
      let value: JSON
      do throws(JSONFault) { value = try JSON(parsing: text) } catch {
        throw TableMessage.notJSON("\(error)", path: path, line: line)
      }
      guard let object = value.objectValue else {
        throw TableMessage.notJSON(path: path, line: line)
      }
      return (object, line)
    }
    return nil
  }
}
