/// A tropefile's bytes as text: checked for what YAML cannot hold before the parser sees it, so
/// that every such fault has its place, and addressable by line and column.
struct TropefileText {
  /// More than any tropefile needs, and little enough to be parsed at once.
  static let mostBytes = 1 << 20

  /// The text's scalars, without a byte order mark.
  private(set) var scalars: [Unicode.Scalar]
  /// The index of each line's first scalar.
  private let lineStarts: [Int]

  /// Takes the bytes; throws the first fault with its place.
  init(_ bytes: [UInt8]) throws(Placed) {
    guard bytes.count <= Self.mostBytes else {
      throw Placed(.start, .tooLarge(bytes: bytes.count, most: Self.mostBytes))
    }
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var lineStarts = [0]
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    decoding: while true {
      let here = Place(
        line: lineStarts.count, column: scalars.count - (lineStarts.last ?? 0) + 1)
      switch decoder.decode(&iterator) {
      case .emptyInput: break decoding
      case .error:
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        throw Placed(here, .notUTF8(isUTF16: isUTF16))
      case .scalarValue(let scalar):
        if scalar == "\u{FEFF}", scalars.isEmpty, lineStarts.count == 1 { continue decoding }
        guard Self.isAllowed(scalar) else {
          throw Placed(here, .controlCharacter(code: scalar.value))
        }
        if scalar == "\n", scalars.last == "\r" { lineStarts.removeLast() }
        scalars.append(scalar)
        if Self.isLineBreak(scalar) { lineStarts.append(scalars.count) }
      }
    }
    self.scalars = scalars
    self.lineStarts = lineStarts
  }

  /// The text for the parser.
  var string: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  /// The place itself, or the end of the text for one that lies beyond it.
  func clamped(_ place: Place) -> Place {
    let last = lineStarts.count
    let end = Place(line: last, column: scalars.count - (lineStarts.last ?? 0) + 1)
    return min(max(place, .start), end)
  }

  /// The index of the scalar at a place; `nil` beyond the last line. The end of a line, and of the text, has one too.
  func offset(of place: Place) -> Int? {
    guard place.line >= 1, place.line <= lineStarts.count else { return nil }
    let offset = lineStarts[place.line - 1] + place.column - 1
    return offset <= scalars.count ? offset : nil
  }

  /// Whether a tab stands among the white space at the start of the line, up to and with the
  /// column.
  func hasTab(before place: Place) -> Bool {
    guard place.line >= 1, place.line <= lineStarts.count else { return false }
    for scalar in scalars[lineStarts[place.line - 1]...].prefix(place.column) {
      if scalar == "\t" { return true }
      if scalar != " " { return false }
    }
    return false
  }

  /// What YAML 1.1 allows in a file, section 5.1.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFFFD,
      0x10000...0x10FFFF:
      true
    default: false
    }
  }

  /// What libyaml counts as the end of a line.
  private static func isLineBreak(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A, 0x0D, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}

/// A fault at its place.
struct Placed: Error, Equatable, Sendable {
  /// Where the fault is.
  var place: Place
  /// What is wrong there.
  var fault: TropefileFault

  /// A fault at a place.
  init(_ place: Place, _ fault: TropefileFault) {
    self.place = place
    self.fault = fault
  }
}
