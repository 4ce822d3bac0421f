import Glibc

/// Takes a multipart/form-data body apart while it arrives, whatever the pieces it arrives in.
struct MultipartReader {
  /// What the body says next.
  enum Event: Equatable {
    /// A part begins: its field name, and its file name where it is a file.
    case part(name: String, filename: String?)
    /// Bytes of the part.
    case bytes([UInt8])
    case endOfPart
  }

  /// The ways in which a body is no such form.
  enum Fault: Error, Equatable {
    /// The content type is of no form, or names no boundary.
    case noBoundary
    /// A part without a name, or with headers that do not end.
    case brokenHeader
    /// The body ends before its closing boundary.
    case endedEarly
  }

  private enum Position { case preamble, headers, content, epilogue }

  private let delimiter: [UInt8]
  private var position = Position.preamble
  private var pending: [UInt8]

  /// Headers of one part longer than this are no honest client's.
  private static let mostHeaderBytes = 16_384

  /// A reader for a `Content-Type` header's value.
  init(contentType: String) throws(Fault) {
    let fields = contentType.split(separator: ";").map { $0.drop { $0 == " " || $0 == "\t" } }
    guard fields.first?.lowercased().hasPrefix("multipart/form-data") == true,
      let field = fields.first(where: { $0.lowercased().hasPrefix("boundary=") })
    else { throw .noBoundary }
    var boundary = field.dropFirst("boundary=".count)
    if boundary.hasPrefix("\"") { boundary = boundary.dropFirst().prefix { $0 != "\"" } }
    guard (1...70).contains(boundary.utf8.count) else { throw .noBoundary }
    delimiter = Array("\r\n--\(boundary)".utf8)
    // The first boundary may stand at the very beginning: the line end before it is lent to it.
    pending = Array("\r\n".utf8)
  }

  /// Takes the next piece of the body and tells what it completes.
  mutating func feed(_ bytes: some Collection<UInt8>) throws(Fault) -> [Event] {
    pending.append(contentsOf: bytes)
    var events: [Event] = []
    while try step(&events) {}
    return events
  }

  /// Says that the body has ended; throws where it had not.
  func finish() throws(Fault) {
    if position != .epilogue { throw .endedEarly }
  }

  private mutating func step(_ events: inout [Event]) throws(Fault) -> Bool {
    switch position {
    case .preamble:
      guard let found = Self.find(delimiter, in: pending) else {
        keepTail()
        return false
      }
      pending.removeFirst(found + delimiter.count)
      position = .headers
      return true
    case .headers: return try readHeaders(&events)
    case .content:
      guard let found = Self.find(delimiter, in: pending) else {
        let safe = pending.count - delimiter.count
        if safe > 0 {
          events.append(.bytes(Array(pending[..<safe])))
          pending.removeFirst(safe)
        }
        return false
      }
      if found > 0 { events.append(.bytes(Array(pending[..<found]))) }
      events.append(.endOfPart)
      pending.removeFirst(found + delimiter.count)
      position = .headers
      return true
    case .epilogue:
      pending.removeAll()
      return false
    }
  }

  private mutating func keepTail() {
    if pending.count > delimiter.count { pending.removeFirst(pending.count - delimiter.count) }
  }

  /// What follows a boundary: `--` for the end, or headers and an empty line.
  private mutating func readHeaders(_ events: inout [Event]) throws(Fault) -> Bool {
    guard pending.count >= 2 else { return false }
    if pending.starts(with: "--".utf8) {
      position = .epilogue
      return true
    }
    guard let end = Self.find(Array("\r\n\r\n".utf8), in: pending) else {
      if pending.count > Self.mostHeaderBytes { throw .brokenHeader }
      return false
    }
    let text = String(decoding: pending[..<end], as: UTF8.self)
    pending.removeFirst(end + 4)
    // "\r\n" is one character.
    let disposition = text.split(separator: "\r\n" as Character).first {
      $0.lowercased().hasPrefix("content-disposition:")
    }
    guard let disposition, let name = Self.parameter("name", of: disposition) else {
      throw .brokenHeader
    }
    events.append(.part(name: name, filename: Self.parameter("filename", of: disposition)))
    position = .content
    return true
  }

  /// A quoted parameter of a header, backslashes and percent signs undone as browsers and curl write them.
  private static func parameter(_ name: String, of header: Substring) -> String? {
    for field in header.split(separator: "; ").dropFirst() {
      guard field.lowercased().hasPrefix(name + "=") else { continue }
      var value = field.dropFirst(name.count + 1)
      if value.hasPrefix("\"") { value = value.dropFirst().prefix { $0 != "\"" } }
      return String(value).replacing("%22", with: "\"")
    }
    return nil
  }

  private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Int? {
    bytes.withUnsafeBytes { haystack in
      needle.withUnsafeBytes { needle in
        guard let base = haystack.baseAddress, let wanted = needle.baseAddress,
          let first = needle.first
        else { return nil }
        var start = 0
        while start + needle.count <= haystack.count {
          let room = haystack.count - needle.count + 1 - start
          guard let found = memchr(base + start, Int32(first), room) else { return nil }
          start = UnsafeRawPointer(found) - base
          if memcmp(base + start, wanted, needle.count) == 0 { return start }
          start += 1
        }
        return nil
      }
    }
  }
}
