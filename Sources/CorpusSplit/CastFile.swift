import Inputs

/// A cast file made from rows of the raw file.
enum CastFile {
  /// The header line.
  private static let header = Array((CastTable.header + "\n").utf8)

  /// The cast file of rows that are given as they stand in the raw file, each with its LF or without.
  static func bytes(of rows: [[UInt8]]) -> [UInt8] {
    var result = header
    result.reserveCapacity(header.count + rows.reduce(0) { $0 + $1.count + 8 })
    for row in rows {
      for line in row.split(separator: 0x0A) {
        append(line.last == 0x0D ? line.dropLast() : line, to: &result)
      }
    }
    return result
  }

  /// All columns but the first, the movie's Wikipedia id.
  private static func append(_ line: ArraySlice<UInt8>, to result: inout [UInt8]) {
    guard let tab = line.firstIndex(of: 0x09) else { return }
    var start = tab + 1
    while true {
      let end = line[start...].firstIndex(of: 0x09) ?? line.endIndex
      appendField(line[start..<end], to: &result)
      guard end < line.endIndex else { break }
      result.append(UInt8(ascii: ","))
      start = end + 1
    }
    result.append(0x0A)
  }

  /// A field, in quotes only where RFC 4180 asks for them.
  private static func appendField(_ field: ArraySlice<UInt8>, to result: inout [UInt8]) {
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
