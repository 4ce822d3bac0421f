import Glibc

/// The records of a CSV file (RFC 4180), one after the other: quoted fields may hold commas, line
/// ends and doubled quotes. Lines end in LF or CRLF; empty lines are no records; a byte order mark at
/// the beginning is passed over.
///
/// An own reader because a fault needs its line, because the two kinds of file differ in what they may
/// do, and because of a cast's twelve columns one is wanted: the others are not even copied.
package struct CSVReader {
  private let bytes: [UInt8]
  private let manners: CSVManners
  private var position: Int
  private var line = 1
  /// The bytes of the field that the last `next(keeping:)` was to keep, its quotes resolved.
  package private(set) var kept: [UInt8] = []

  /// `bytes` are valid UTF-8, which is not looked at here.
  package init(_ bytes: [UInt8], manners: CSVManners) {
    self.bytes = bytes
    self.manners = manners
    position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }

  /// All fields of the next record and the line, from 1, on which it begins; `nil` after the last.
  package mutating func next() throws(CSVFault) -> (fields: [[UInt8]], line: Int)? {
    guard skipEmptyLines() else { return nil }
    let start = line
    var fields: [[UInt8]] = []
    var isLast = false
    while !isLast {
      isLast = try field(keep: true)
      fields.append(kept)
    }
    return (fields, start)
  }

  /// As `next()`, without the price of fields that nobody needs: how many there are, and the line;
  /// field number `column`, from 0, is in `kept`.
  package mutating func next(keeping column: Int) throws(CSVFault) -> (count: Int, line: Int)? {
    guard skipEmptyLines() else { return nil }
    let start = line
    if let count = plainRecord(keeping: column) { return (count, start) }
    var count = 0
    var isLast = false
    while !isLast {
      isLast = try field(keep: count == column)
      count += 1
    }
    return (count, start)
  }

  /// The fields of the next record where no quote stands in it; `nil` where one does, and then nothing was read. In one loop:
  /// most bytes of a cast pass through here.
  private mutating func plainRecord(keeping column: Int) -> Int? {
    let (begin, separator) = (position, manners.separator)
    let found = bytes.withUnsafeBufferPointer {
      bytes -> (count: Int, kept: Range<Int>, end: Int)? in
      var (count, start, place) = (0, begin, begin)
      var kept = begin..<begin
      while place < bytes.count {
        let byte = bytes[place]
        if byte == separator {
          if count == column { kept = start..<place }
          count += 1
          start = place + 1
        } else if byte == UInt8(ascii: "\"") {
          return nil
        } else if byte < 0x20, isLineEnd(byte, at: place) {
          break
        }
        place += 1
      }
      if count == column { kept = start..<place }
      return (count + 1, kept, place)
    }
    guard let found else { return nil }
    kept.removeAll(keepingCapacity: true)
    kept.append(contentsOf: bytes[found.kept])
    position = found.end
    if position < bytes.count { endLine() }
    return found.count
  }

  /// All records to come as text.
  package mutating func texts() throws(CSVFault) -> [(fields: [String], line: Int)] {
    var records: [(fields: [String], line: Int)] = []
    while let (fields, line) = try next() {
      records.append((fields.map { String(decoding: $0, as: UTF8.self) }, line))
    }
    return records
  }

  /// Steps over the next record where it is `record` byte for byte, on a line of its own; else false, and the
  /// reader stays where it is. `record` has no line end in it.
  package mutating func skip(_ record: [UInt8]) -> Bool {
    let end = position + record.count
    guard end <= bytes.count, bytes.holds(record, at: position) else { return false }
    guard end < bytes.count else {
      position = end
      return true
    }
    guard isLineEnd(bytes[end], at: end) else { return false }
    position = end
    endLine()
    return true
  }

  /// False where nothing follows them.
  private mutating func skipEmptyLines() -> Bool {
    while position < bytes.count, isLineEnd(bytes[position], at: position) { endLine() }
    return position < bytes.count
  }

  /// Whether `byte`, which is the one at `place`, ends a line there.
  private func isLineEnd(_ byte: UInt8, at place: Int) -> Bool {
    if byte == UInt8(ascii: "\n") { return true }
    guard byte == UInt8(ascii: "\r") else { return false }
    return manners.loneCREndsLine || isPair(at: place)
  }

  private func isPair(at place: Int) -> Bool {
    place + 1 < bytes.count && bytes[place] == UInt8(ascii: "\r")
      && bytes[place + 1] == UInt8(ascii: "\n")
  }

  /// Steps over the line end at `position`.
  private mutating func endLine() {
    position += isPair(at: position) ? 2 : 1
    line += 1
  }

  /// Reads one field and what ends it; true where that was the end of the record.
  private mutating func field(keep: Bool) throws(CSVFault) -> Bool {
    if keep { kept.removeAll(keepingCapacity: true) }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
      try quoted(keep: keep)
    } else {
      try plain(keep: keep)
    }
    guard position < bytes.count else { return true }
    if bytes[position] == manners.separator {
      position += 1
      return false
    }
    guard isLineEnd(bytes[position], at: position) else {
      throw CSVFault(line: line, problem: .textAfterQuote)
    }
    endLine()
    return true
  }

  private mutating func plain(keep: Bool) throws(CSVFault) {
    // In variables of its own: most bytes of a file pass through here.
    let start = position
    let bytes = bytes
    let separator = manners.separator
    var end = start
    while end < bytes.count {
      let byte = bytes[end]
      if byte == separator { break }
      // Those that end lines stand below all letters and digits.
      if byte < 0x20, isLineEnd(byte, at: end) { break }
      if byte == UInt8(ascii: "\""), !manners.quoteMayStandInside {
        throw CSVFault(line: line, problem: .quoteInsideField)
      }
      end += 1
    }
    position = end
    if keep { kept.append(contentsOf: bytes[start..<end]) }
  }

  /// Reads a quoted field up to behind its closing quote.
  private mutating func quoted(keep: Bool) throws(CSVFault) {
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
      } else if isLineEnd(byte, at: position) {
        endLine()
      } else {
        position += 1
      }
    }
    throw CSVFault(line: firstLine, problem: .unclosedQuote)
  }
}

extension [UInt8] {
  /// Whether these bytes stand at that place, at and behind which there are as many at least.
  fileprivate func holds(_ other: [UInt8], at place: Int) -> Bool {
    withUnsafeBytes { bytes in
      other.withUnsafeBytes { other in
        guard let one = bytes.baseAddress, let two = other.baseAddress else { return other.isEmpty }
        return memcmp(one + place, two, other.count) == 0
      }
    }
  }
}

/// What a file may do that RFC 4180 leaves open or forbids.
package struct CSVManners: Sendable {
  /// Whether a CR that no LF follows ends a line; else it is a character like others.
  package var loneCREndsLine: Bool
  /// Whether a quote inside a field that does not begin with one is taken as it stands; else it is a
  /// fault.
  package var quoteMayStandInside: Bool
  /// What parts the fields, an ASCII character that is neither a quote nor a line end.
  package var separator = UInt8(ascii: ",")

  /// Takes what comes, as everybody's readers do: for files of others.
  package static let generous = CSVManners(loneCREndsLine: true, quoteMayStandInside: true)
  /// Refuses what is likely a slip: for files that were written for this program.
  package static let strict = CSVManners(loneCREndsLine: false, quoteMayStandInside: false)
}

/// Why a file cannot be read on as CSV.
package struct CSVFault: Error, Hashable, Sendable {
  /// What is wrong.
  package enum Problem: Hashable, Sendable {
    /// A quoted field does not end.
    case unclosedQuote
    /// A closing quote is followed by neither separator nor line end.
    case textAfterQuote
    /// A field that is not quoted has a quote in it.
    case quoteInsideField
  }

  /// The line, from 1, where it shows; of a quote that is not closed the one where the field begins.
  package var line: Int
  /// What is wrong.
  package var problem: Problem

  /// A fault in a line.
  package init(line: Int, problem: Problem) {
    self.line = line
    self.problem = problem
  }
}
