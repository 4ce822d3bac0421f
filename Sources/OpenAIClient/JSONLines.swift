package import Basics
import Glibc

/// The lines of a JSON-lines file, one at a time; memory holds one chunk and one line, whatever the
/// file's size.
///
/// Lines end at `\n` and nowhere else: U+2028, U+2029 and U+0085 may stand raw inside a JSON
/// string. Lines of white space alone are passed over but counted; the last line needs no `\n`. A byte order mark at the
/// beginning is passed over.
package struct JSONLines: ~Copyable {
  /// Open as long as this value lives.
  private let descriptor: Descriptor?
  private let file: OpenFile?
  private var buffer: [UInt8]
  /// What is read and not yet given out is `buffer[start..<end]`; up to `searched` it holds no
  /// `\n`.
  private var start = 0
  private var end: Int
  private var searched = 0
  private var isAtEnd: Bool
  private let path: String
  private let longestLine: Int
  private let chunk: Int
  /// The number of the line given last, counted from 1.
  package private(set) var lineNumber = 0

  /// Opens a file. A line of more than `longestLine` bytes is an error, not memory.
  package init(
    path: String, longestLine: Int = 256 << 20, chunk: Int = 256 << 10
  ) throws(JSONLinesError) {
    do throws(FileError) {
      let opened = try Descriptor(path, flags: O_RDONLY)
      file = OpenFile(number: opened.number, name: path)
      descriptor = consume opened
    } catch {
      throw .file(error)
    }
    buffer = [UInt8](repeating: 0, count: max(chunk, 16))
    end = 0
    isAtEnd = false
    self.path = path
    self.longestLine = longestLine
    self.chunk = max(chunk, 16)
  }

  /// The lines of bytes in memory.
  package init(bytes: [UInt8]) {
    file = nil
    descriptor = nil
    buffer = bytes
    end = bytes.count
    isAtEnd = true
    path = ""
    longestLine = .max
    chunk = 16
  }

  /// The next line without its `\n`; `nil` after the last.
  package mutating func next() throws(JSONLinesError) -> [UInt8]? {
    while let line = try nextLine() {
      lineNumber += 1
      if !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return line }
    }
    return nil
  }

  private mutating func nextLine() throws(JSONLinesError) -> [UInt8]? {
    while true {
      if let newline = newline() {
        let line = Array(afterMark(buffer[start..<newline]))
        start = newline + 1
        searched = start
        return line
      }
      searched = end
      if isAtEnd {
        guard start < end else { return nil }
        let line = Array(afterMark(buffer[start..<end]))
        start = end
        return line
      }
      guard end - start <= longestLine else {
        throw .lineTooLong(
          path: path, line: lineNumber + 1, longest: longestLine)
      }
      try fill()
    }
  }

  /// The first line without a byte order mark, any other as it is.
  private func afterMark(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    lineNumber == 0 && line.starts(with: [0xEF, 0xBB, 0xBF]) ? line.dropFirst(3) : line
  }

  private func newline() -> Int? {
    buffer.withUnsafeBytes { bytes -> Int? in
      guard searched < end, let base = bytes.baseAddress,
        let found = memchr(base + searched, 0x0A, end - searched)
      else { return nil }
      return UnsafeRawPointer(found) - base
    }
  }

  /// Reads more behind what there is, having moved that to the front.
  private mutating func fill() throws(JSONLinesError) {
    if start > 0 {
      let rest = end - start
      buffer.withUnsafeMutableBytes { bytes in
        if let base = bytes.baseAddress { _ = memmove(base, base + start, rest) }
      }
      (start, searched, end) = (0, searched - start, rest)
    }
    if end == buffer.count {
      // Doubling, so that a line of many megabytes is not copied a thousand times.
      buffer += [UInt8](repeating: 0, count: max(chunk, buffer.count))
    }
    let filled = end
    let result = buffer.withUnsafeMutableBytes { bytes in
      Result { () throws(FileError) in
        try file?.read(into: UnsafeMutableRawBufferPointer(rebasing: bytes[filled...])) ?? 0
      }
    }
    do throws(FileError) {
      let count = try result.get()
      end += count
      isAtEnd = count == 0
    } catch {
      throw .file(error)
    }
  }
}

/// Why a JSON-lines file cannot be read on.
package enum JSONLinesError: Error, Sendable, Hashable {
  /// It cannot be opened or read.
  case file(FileError)
  /// A line has more bytes than anything that is written by the API.
  case lineTooLong(path: String, line: Int, longest: Int)
}
