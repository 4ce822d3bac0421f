import Glibc

/// Why a file of lines could not be read to its end.
package enum LineProblem: Error, Hashable, Sendable {
  /// The system says so.
  case file(FileProblem)
  /// The number of the line, from 1.
  case lineTooLong(Int)
}

/// Reads a file line by line through a window of it, so that its size does not matter.
package struct LineReader {
  /// A line without its LF.
  package struct Line: Sendable {
    /// Where it stands in the reader's window.
    package var range: Range<Int>
    /// Where it begins in the file.
    package var offset: Int64
    /// Its number, from 1.
    package var number: Int
  }

  /// The longest line, in bytes: the largest file that is read as a plot.
  package static let longestLine = Int(InputReader.largestFile)

  private var window = [UInt8](repeating: 0, count: 1 << 20)
  private var windowOffset: Int64 = 0
  private var start = 0
  private var end = 0
  private var number = 0
  private var isAtEnd = false

  /// A reader that stands at the beginning of a file.
  package init() {}

  /// The next line; `nil` at the end of the file. A byte order mark is no part of the first.
  package mutating func next(from file: borrowing InputFile) throws(LineProblem) -> Line? {
    var searched = start
    while true {
      if let lineEnd = lineFeed(from: searched) { return take(upTo: lineEnd, leaving: 1) }
      if isAtEnd { return start < end ? take(upTo: end, leaving: 0) : nil }
      searched = end - start
      try refill(from: file)
    }
  }

  /// Calls `body` with the bytes of a line that `next` has just given.
  package func withBytes<Result>(
    of line: Line, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    window.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[line.range])) }
  }

  private func lineFeed(from first: Int) -> Int? {
    window.withUnsafeBytes { bytes in
      guard first < end, let base = bytes.baseAddress,
        let found = memchr(base + first, 0x0A, end - first)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  private mutating func take(upTo lineEnd: Int, leaving feeds: Int) -> Line {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isMarked = number == 0 && window[start..<lineEnd].starts(with: mark)
    let first = isMarked ? start + mark.count : start
    number += 1
    start = lineEnd + feeds
    return Line(range: first..<lineEnd, offset: windowOffset + Int64(first), number: number)
  }

  /// Moves what is left of the window to its front and reads on behind it.
  private mutating func refill(from file: borrowing InputFile) throws(LineProblem) {
    if start > 0 {
      window.withUnsafeMutableBytes { bytes in
        guard let base = bytes.baseAddress else { return }
        memmove(base, base + start, end - start)
      }
      windowOffset += Int64(start)
      end -= start
      start = 0
    }
    if end == window.count {
      guard window.count < Self.longestLine else { throw .lineTooLong(number + 1) }
      window.append(contentsOf: repeatElement(0, count: window.count))
    }
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try file.bytes(at: windowOffset + Int64(end), count: window.count - end)
    } catch {
      throw .file(error)
    }
    window.replaceSubrange(end..<end + bytes.count, with: bytes)
    end += bytes.count
    isAtEnd = bytes.isEmpty
  }
}
