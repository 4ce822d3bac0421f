/// The records of a CSV file (RFC 4180): quoted fields may hold commas, line breaks and doubled
/// quotes; lines end with LF or CRLF; blank lines are passed over; a byte order mark is dropped.
struct CSVTable {
  /// One record and the line, from 1, on which it begins.
  struct Record {
    var line: Int
    var fields: [String]
  }

  /// What makes a file unreadable as CSV.
  enum Problem: Hashable {
    /// It is no text.
    case notUTF8
    /// A quoted field does not end.
    case unclosedQuote
    /// A closing quote is followed by neither comma nor line end.
    case textAfterQuote
    /// A field that is not quoted has a quote in it.
    case quoteInsideField
  }

  /// A problem and the line, from 1, where it shows; the file cannot be read on from there.
  struct Fault: Error, Hashable {
    var line: Int?
    var problem: Problem
  }

  /// All records, the header among them.
  let records: [Record]

  /// Reads the whole file.
  init(_ bytes: [UInt8]) throws(Fault) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Fault(line: SingleLine.lineOfInvalidUTF8(bytes), problem: .notUTF8)
    }
    var scanner = Scanner(bytes: Array(text.utf8))
    records = try scanner.readAll()
  }

  private struct Scanner {
    let bytes: [UInt8]
    var index = 0
    var line = 1
    var records: [Record] = []

    init(bytes: [UInt8]) {
      self.bytes = bytes
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    mutating func readAll() throws(Fault) -> [Record] {
      while index < bytes.count {
        let record = try readRecord()
        if record.fields != [""] { records.append(record) }
      }
      return records
    }

    mutating func readRecord() throws(Fault) -> Record {
      var record = Record(line: line, fields: [])
      while true {
        record.fields.append(try readField())
        guard index < bytes.count, bytes[index] == UInt8(ascii: ",") else { break }
        index += 1
      }
      if index < bytes.count {  // at a line end
        if bytes[index] == UInt8(ascii: "\r") { index += 1 }
        index += 1
        line += 1
      }
      return record
    }

    /// Stops at a comma, a line end or the end of the file.
    mutating func readField() throws(Fault) -> String {
      if index < bytes.count, bytes[index] == UInt8(ascii: "\"") { return try readQuoted() }
      let start = index
      while index < bytes.count, bytes[index] != UInt8(ascii: ","), !isAtLineEnd {
        if bytes[index] == UInt8(ascii: "\"") {
          throw Fault(line: line, problem: .quoteInsideField)
        }
        index += 1
      }
      return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    mutating func readQuoted() throws(Fault) -> String {
      let firstLine = line
      var content: [UInt8] = []
      index += 1
      while index < bytes.count {
        let byte = bytes[index]
        index += 1
        if byte == UInt8(ascii: "\"") {
          guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else {
            guard index == bytes.count || bytes[index] == UInt8(ascii: ",") || isAtLineEnd else {
              throw Fault(line: line, problem: .textAfterQuote)
            }
            return String(decoding: content, as: UTF8.self)
          }
          index += 1
        } else if byte == UInt8(ascii: "\n") {
          line += 1
        }
        content.append(byte)
      }
      throw Fault(line: firstLine, problem: .unclosedQuote)
    }

    var isAtLineEnd: Bool {
      if bytes[index] == UInt8(ascii: "\n") { return true }
      return bytes[index] == UInt8(ascii: "\r") && index + 1 < bytes.count
        && bytes[index + 1] == UInt8(ascii: "\n")
    }
  }
}
