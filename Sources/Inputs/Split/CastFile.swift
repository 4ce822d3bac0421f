import Formats

/// A cast file made from rows of the raw file.
enum CastFile {
  /// The header line.
  private static let header = Array((CastTable.header + "\n").utf8)
  private static let columns = CastTable.header.split(separator: ",")

  /// The cast file of rows that are given as they stand in the raw file, each with its LF or without.
  static func bytes(of rows: [[UInt8]]) -> [UInt8] {
    var result = header
    result.reserveCapacity(header.count + rows.reduce(0) { $0 + $1.count + 8 })
    for row in rows {
      row.withUnsafeBytes { bytes in
        var start = 0
        while start < bytes.count {
          let lineFeed = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
          let isCRLF = lineFeed > start && bytes[lineFeed - 1] == 0x0D
          append(
            UnsafeRawBufferPointer(rebasing: bytes[start..<(isCRLF ? lineFeed - 1 : lineFeed)]),
            to: &result)
          start = lineFeed + 1
        }
      }
    }
    return result
  }

  /// The cast file of characters of whom no more is known than their names.
  static func bytes(ofNames names: [String]) -> [UInt8] {
    return names.reduce(into: header) { result, name in
      CSVText.append(
        columns.map { $0 == CastTable.nameColumn ? name : "" }, to: &result)
    }
  }

  /// All columns of a line but the first, the movie's Wikipedia id. An empty line has none.
  private static func append(_ line: UnsafeRawBufferPointer, to result: inout [UInt8]) {
    guard let tab = line.firstIndex(of: 0x09) else { return }
    var start = tab + 1
    while true {
      let end = line[start...].firstIndex(of: 0x09) ?? line.count
      appendField(UnsafeRawBufferPointer(rebasing: line[start..<end]), to: &result)
      guard end < line.count else { break }
      result.append(UInt8(ascii: ","))
      start = end + 1
    }
    result.append(0x0A)
  }

  /// A field, in quotes only where RFC 4180 asks for them.
  private static func appendField(_ field: UnsafeRawBufferPointer, to result: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    guard field.contains(where: { $0 == quote || $0 == UInt8(ascii: ",") || $0 == 0x0D }) else {
      result.append(contentsOf: field)
      return
    }
    result.append(quote)
    for byte in field {
      if byte == quote { result.append(quote) }
      result.append(byte)
    }
    result.append(quote)
  }
}
