import Formats
package import TropeModel

/// A cast file: RFC 4180 with a header, of which the column `character_name` is used.
package enum CastTable {
  /// The column that holds the names.
  package static let nameColumn = "character_name"

  /// The header that the corpus's columns have (all but the movie's Wikipedia id).
  package static let header =
    "freebase_movie_id,movie_release_date,character_name,actor_birth_date,actor_gender,"
    + "actor_height,actor_ethnicity,actor_name,actor_age_at_movie_release,"
    + "freebase_character_actor_map_id,freebase_character_id,freebase_actor_id"

  /// The names of the characters: without white space around them, with one space for each run of it inside,
  /// each name once, in the order of the file. "NA" and "007" are names like others. A file without any row, the
  /// header included, names nobody. Throws the first fault, with its line.
  package static func names(in bytes: [UInt8], path: String) throws(Diagnostic) -> [String] {
    try checkText(bytes, path)
    var rows = CSVReader(bytes, manners: .generous)
    guard let layout = try layout(of: &rows, path) else { return [] }
    var names = DistinctTexts()
    while let row = try worded(
      path, { () throws(CSVFault) in try rows.next(keeping: layout.placeOfNames) })
    {
      guard row.count == layout.count else {
        throw CastMessage.ragged(
          path: path, line: row.line, count: row.count, expected: layout.count)
      }
      let name = name(from: rows.kept)
      if !name.isEmpty { names.insert(name) }
    }
    return names.all
  }

  /// Where the names stand, and how many columns there are.
  private struct Layout {
    var placeOfNames: Int
    var count: Int
  }

  /// The corpus's own header and its layout: nearly every file has it, and reading it field by field costs as much
  /// as reading the names.
  private static let usual: (header: [UInt8], layout: Layout?) = {
    let columns = header.split(separator: ",")
    let layout = columns.firstIndex { $0 == nameColumn }.map {
      Layout(placeOfNames: $0, count: columns.count)
    }
    return (Array(header.utf8), layout)
  }()

  /// The layout that the header tells, which is read thereby; `nil` where there is none.
  private static func layout(
    of rows: inout CSVReader, _ path: String
  ) throws(Diagnostic) -> Layout? {
    if let layout = usual.layout, rows.skip(usual.header) { return layout }
    let first = try worded(path) { () throws(CSVFault) in try rows.next() }
    guard let header = first else { return nil }
    return Layout(
      placeOfNames: try placeOfNames(in: header, path), count: header.fields.count)
  }

  /// Calls `body` with the fields of each record, the header's first. Throws the first fault, as `names` does.
  static func forEachRecord(
    of bytes: [UInt8], path: String, _ body: ([[UInt8]]) -> Void
  ) throws(Diagnostic) {
    try checkText(bytes, path)
    var records = CSVReader(bytes, manners: .generous)
    var count: Int?
    while let record = try worded(path, { () throws(CSVFault) in try records.next() }) {
      if count == nil { _ = try placeOfNames(in: record, path) }
      let expected = count ?? record.fields.count
      guard record.fields.count == expected else {
        throw CastMessage.ragged(
          path: path, line: record.line, count: record.fields.count, expected: expected)
      }
      count = expected
      body(record.fields)
    }
  }

  private static func checkText(_ bytes: [UInt8], _ path: String) throws(Diagnostic) {
    if let offset = TextBytes.firstInvalid(in: bytes) {
      throw CastMessage.notUTF8(
        path: path, line: TextBytes.line(of: offset, in: bytes), offset: offset)
    }
    if let offset = TextBytes.firstNUL(in: bytes) {
      throw CastMessage.nul(
        path: path, line: TextBytes.line(of: offset, in: bytes), offset: offset)
    }
  }

  /// The place of the column with the names, of which there must be one.
  private static func placeOfNames(
    in header: (fields: [[UInt8]], line: Int), _ path: String
  ) throws(Diagnostic) -> Int {
    let names = header.fields.map { name(from: $0) }
    guard let column = names.firstIndex(of: nameColumn) else {
      if header.fields.count == 1, let other = otherSeparator(in: header.fields[0]) {
        throw CastMessage.otherSeparator(other, path: path, line: header.line)
      }
      throw CastMessage.noColumn(path: path, line: header.line)
    }
    if let doubled = DoubledColumn.all(in: names, of: [nameColumn]).first {
      throw doubled.diagnostic(path: path, line: header.line)
    }
    return column
  }

  /// What stands between the columns' names where it is not a comma; `nil` where it cannot be told.
  private static func otherSeparator(in header: [UInt8]) -> String? {
    let text = String(decoding: header, as: UTF8.self)
    guard text.contains(nameColumn) else { return nil }
    if text.contains(";") { return "';'" }
    return text.contains("\t") ? "tabs" : nil
  }

  /// A fault of the reader as one of the file.
  static func worded<Row>(
    _ path: String, _ read: () throws(CSVFault) -> Row
  ) throws(Diagnostic) -> Row {
    do throws(CSVFault) { return try read() } catch {
      throw CastMessage.notCSV(error, path: path)
    }
  }

  /// Trims, and makes one space of every run of white space.
  static func name(from bytes: [UInt8]) -> String {
    if isPlain(bytes) { return String(decoding: bytes, as: UTF8.self) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    var spaceIsDue = false
    while index < bytes.count {
      let length = TextBytes.whiteSpace(at: index, in: bytes, end: bytes.count)
      if length > 0 {
        spaceIsDue = !result.isEmpty
        index += length
      } else {
        if spaceIsDue { result.append(UInt8(ascii: " ")) }
        spaceIsDue = false
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether the bytes are ASCII with nothing to trim or to make one space: nearly every name is.
  private static func isPlain(_ bytes: [UInt8]) -> Bool {
    var previous = UInt8(ascii: " ")
    for byte in bytes {
      guard byte >= 0x20, byte < 0x80 else { return false }
      if byte == UInt8(ascii: " "), previous == UInt8(ascii: " ") { return false }
      previous = byte
    }
    return previous != UInt8(ascii: " ")
  }
}
