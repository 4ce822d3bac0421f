/// A tropefile's text while a value is put into it.
struct EditedText {
  private let source: TropefileText
  private var scalars: [Unicode.Scalar]
  private let lineBreak: String

  init(_ source: TropefileText) {
    self.source = source
    scalars = source.scalars
    let isWindows = zip(scalars, scalars.dropFirst()).contains { $0 == "\r" && $1 == "\n" }
    lineBreak = isWindows ? "\r\n" : "\n"
  }

  var string: String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars)
    return String(view)
  }

  var lines: Int { scalars.count { $0 == "\n" } + 1 }

  /// Whether a mapping is written in braces.
  func isFlow(_ place: Place) -> Bool {
    guard let offset = source.offset(of: place), offset < scalars.count else { return false }
    return scalars[offset] == "{"
  }

  /// Puts a scalar's text in place of what stands there; false for what is more than a word or a quoted text on one line.
  mutating func replace(_ scalar: Node.Scalar, by value: String, isFlow: Bool) -> Bool {
    guard let start = source.offset(of: scalar.place), start <= scalars.count else { return false }
    var end = start
    func isLineEnd(_ index: Int) -> Bool {
      index >= scalars.count || scalars[index] == "\n" || scalars[index] == "\r"
    }
    guard !isLineEnd(start) else { return false }
    switch scalars[start] {
    // An alias, an anchor, a tag or a block of lines is more than its value.
    case "*", "&", "!", "|", ">": return false
    case "\"", "'":
      let quote = scalars[start]
      end += 1
      while !isLineEnd(end), scalars[end] != quote {
        end += scalars[end] == "\\" && quote == "\"" ? 2 : 1
      }
      guard !isLineEnd(end) else { return false }
      end += 1
    default:
      while !isLineEnd(end) {
        if isFlow, scalars[end] == "," || scalars[end] == "}" || scalars[end] == "]" { break }
        // A comment begins behind a blank.
        if scalars[end] == "#", end > start, scalars[end - 1] == " " || scalars[end - 1] == "\t" {
          break
        }
        end += 1
      }
      while end > start, scalars[end - 1] == " " || scalars[end - 1] == "\t" { end -= 1 }
    }
    scalars.replaceSubrange(start..<end, with: Array(value.unicodeScalars))
    return true
  }

  /// Puts an entry behind a mapping's opening brace.
  mutating func insert(_ entry: String, intoFlowAt place: Place, isEmpty: Bool) {
    guard let offset = source.offset(of: place) else { return }
    let text = entry + (isEmpty ? "" : ", ")
    scalars.insert(contentsOf: Array(text.unicodeScalars), at: min(scalars.count, offset + 1))
  }

  /// Puts lines below the line of a place.
  mutating func insert(_ lines: [String], below place: Place) {
    guard var offset = source.offset(of: place) else { return }
    while offset < scalars.count, scalars[offset] != "\n" { offset += 1 }
    if offset < scalars.count {
      insert(lines, at: offset + 1)
    } else {
      endLastLine()
      insert(lines, at: scalars.count)
    }
  }

  /// Puts a section of its own at the end.
  mutating func append(section parts: [String], value: String) {
    endLastLine()
    let isFirst = scalars.isEmpty
    insert(
      (isFirst ? [] : [""]) + TropefileEditor.block(parts, value, indent: 0), at: scalars.count)
  }

  private mutating func endLastLine() {
    if let last = scalars.last, last != "\n" {
      scalars.append(contentsOf: Array(lineBreak.unicodeScalars))
    }
  }

  private mutating func insert(_ lines: [String], at offset: Int) {
    let text = lines.map { $0 + lineBreak }.joined()
    scalars.insert(contentsOf: Array(text.unicodeScalars), at: min(scalars.count, offset))
  }
}
