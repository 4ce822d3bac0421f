import CSVBytes
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
    let first = try worded(path) { () throws(CSVFault) in try rows.next() }
    guard let header = first else { return [] }
    let column = try placeOfNames(in: header, path)

    var names: [String] = []
    var seen: Set<String> = []
    while let row = try worded(path, { () throws(CSVFault) in try rows.next(keeping: column) }) {
      guard row.count == header.fields.count else {
        throw CastMessage.ragged(
          path: path, line: row.line, count: row.count, expected: header.fields.count)
      }
      let name = name(from: rows.kept)
      if !name.isEmpty, seen.insert(name).inserted { names.append(name) }
    }
    return names
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
    let wanted = header.fields.indices.filter { name(from: header.fields[$0]) == nameColumn }
    guard let column = wanted.first else {
      throw CastMessage.noColumn(path: path, line: header.line)
    }
    guard wanted.count == 1 else { throw CastMessage.columnTwice(path: path, line: header.line) }
    return column
  }

  /// A fault of the reader as one of the file.
  private static func worded<Row>(
    _ path: String, _ read: () throws(CSVFault) -> Row
  ) throws(Diagnostic) -> Row {
    do throws(CSVFault) { return try read() } catch {
      throw CastMessage.notCSV(error, path: path)
    }
  }

  /// Trims, and makes one space of every run of white space.
  static func name(from bytes: [UInt8]) -> String {
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
}
