import TropeModel

/// The rows of an RFC 4180 file, one after the other. Lines end in LF, CRLF or CR; empty lines are no rows.
///
/// A double quote inside a field that does not begin with one is taken as it stands, as everybody's readers do.
struct CSVRows {
  private let bytes: [UInt8]
  private let path: String
  private var position: Int
  private var line = 1
  /// The bytes of the field that the last `next(keeping:)` was to keep.
  private(set) var kept: [UInt8] = []

  /// `bytes` is valid UTF-8, with or without a byte order mark.
  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    position = TextBytes.byteOrderMarkLength(of: bytes)
  }

  /// The fields of the first row, trimmed; `nil` where there is no row at all.
  mutating func header() throws(Diagnostic) -> (fields: [String], line: Int)? {
    skipEmptyLines()
    guard position < bytes.count else { return nil }
    let start = line
    var fields: [String] = []
    var isLast = false
    while !isLast {
      isLast = try field(keep: true)
      fields.append(CastTable.name(from: kept))
    }
    return (fields, start)
  }

  /// The next row: how many fields it has and the line it begins in. Its field number `column` is in `kept`.
  mutating func next(keeping column: Int) throws(Diagnostic) -> (count: Int, line: Int)? {
    skipEmptyLines()
    guard position < bytes.count else { return nil }
    let start = line
    var count = 0
    var isLast = false
    while !isLast {
      isLast = try field(keep: count == column)
      count += 1
    }
    return (count, start)
  }

  private mutating func skipEmptyLines() {
    while position < bytes.count, isLineEnd(bytes[position]) { endLine() }
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  /// Steps over the line end at `position`.
  private mutating func endLine() {
    let isPair =
      bytes[position] == UInt8(ascii: "\r") && position + 1 < bytes.count
      && bytes[position + 1] == UInt8(ascii: "\n")
    position += isPair ? 2 : 1
    line += 1
  }

  /// Reads one field and what ends it; true where that was the end of the row.
  private mutating func field(keep: Bool) throws(Diagnostic) -> Bool {
    if keep { kept.removeAll(keepingCapacity: true) }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      try quoted(keep: keep)
    } else {
      let start = position
      while position < bytes.count, bytes[position] != UInt8(ascii: ","),
        !isLineEnd(bytes[position])
      {
        position += 1
      }
      if keep { kept.append(contentsOf: bytes[start..<position]) }
    }
    guard position < bytes.count else { return true }
    if bytes[position] == UInt8(ascii: ",") {
      position += 1
      return false
    }
    guard isLineEnd(bytes[position]) else { throw CastMessage.afterQuote(path: path, line: line) }
    endLine()
    return true
  }

  /// Reads a quoted field up to behind its closing quote.
  private mutating func quoted(keep: Bool) throws(Diagnostic) {
    let firstLine = line
    position += 1
    var start = position
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "\"") {
        if keep { kept.append(contentsOf: bytes[start..<position]) }
        position += 1
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { return }
        // A doubled quote: the second one is the first byte of what follows.
        start = position
        position += 1
      } else if isLineEnd(byte) {
        endLine()
      } else {
        position += 1
      }
    }
    throw CastMessage.unterminated(path: path, line: firstLine)
  }
}
