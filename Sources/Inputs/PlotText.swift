/// Why the bytes of a plot file are no plot. Offsets are from 0, in bytes; lines from 1.
package enum PlotFault: Error, Hashable, Sendable {
  /// The byte is no part of a valid sequence.
  case notUTF8(offset: Int, line: Int)
  /// A NUL byte, which no text has.
  case nul(offset: Int, line: Int)
  /// Nothing but white space.
  case empty
}

/// A plot: UTF-8 text without a NUL, with no byte order mark and no white space around it.
package struct PlotText: Hashable, Sendable {
  /// The plot as UTF-8; never empty. Shares the bytes of the file.
  package let utf8: ArraySlice<UInt8>

  /// The plot in the bytes of a plot file.
  package init(bytes: [UInt8]) throws(PlotFault) {
    if let offset = TextBytes.firstInvalid(in: bytes) {
      throw .notUTF8(offset: offset, line: TextBytes.line(of: offset, in: bytes))
    }
    if let offset = TextBytes.firstNUL(in: bytes) {
      throw .nul(offset: offset, line: TextBytes.line(of: offset, in: bytes))
    }
    let start = TextBytes.byteOrderMarkLength(of: bytes)
    let range = TextBytes.trimmed(start..<bytes.count, in: bytes)
    guard !range.isEmpty else { throw .empty }
    utf8 = bytes[range]
  }
}
