import Basics
import Formats

/// What the text of a cell says.
enum CellText {
  /// A JSON value as text: a number as it is written, of an object its `name`; `nil` for null and all else.
  static func plain(_ value: JSON) -> String? {
    switch value {
    case .string(let text), .spelled(let text): return text
    case .integer(let number): return String(number)
    case .number(let number): return number.isFinite ? String(number) : nil
    case .object(let object): return object["name"]?.stringValue
    case .null, .bool, .array: return nil
    }
  }

  /// The values of a cell that may hold several: a list as JSON or Python write one, else the parts between separators.
  static func values(_ cell: TableCell?, separator: String) -> [String] {
    let parts: [String]
    switch cell {
    case nil: parts = []
    case .list(let list): parts = list
    case .text(let text):
      let text = text.trimmed()
      parts =
        list(text)
        ?? (separator.isEmpty ? [text] : text.split(separator: separator).map(String.init))
    }
    var seen: Set<String> = []
    return parts.map { CastTable.name(from: Array($0.utf8)) }.filter {
      !$0.isEmpty && seen.insert($0).inserted
    }
  }

  /// The genres in a cell: as `values`, and where the separator parts nothing, what a bar or a comma parts.
  static func genres(_ cell: TableCell?, separator: String) -> [String] {
    let found = values(cell, separator: separator)
    guard case .text = cell, found.count == 1, let only = found.first else { return found }
    for other in ["|", ","] where only.contains(other) {
      return values(.text(only), separator: other)
    }
    return found
  }

  /// The year in a cell: of a date the four digits that stand alone in it.
  static func year(_ text: String) -> Int? {
    for digits in text.split(whereSeparator: { !("0"..."9").contains($0) }) where digits.count == 4
    {
      if let year = Int(digits), (1_800...2_999).contains(year) { return year }
    }
    return nil
  }

  /// The elements of `["a", "b"]` or `['a', "b"]`; `nil` for anything else.
  private static func list(_ text: String) -> [String]? {
    guard text.first == "[", text.last == "]" else { return nil }
    if let elements = (try? JSON(parsing: Array(text.utf8)))?.arrayValue {
      return elements.compactMap(plain)
    }
    return pythonList(text.dropFirst().dropLast())
  }

  /// What Python's `str` makes of a list of texts, which is not JSON.
  private static func pythonList(_ text: Substring) -> [String]? {
    var elements: [String] = []
    var rest = text.drop { $0 == " " }
    while let quote = rest.first {
      guard quote == "'" || quote == "\"" else { return nil }
      rest = rest.dropFirst()
      var element = ""
      var isClosed = false
      while let character = rest.popFirst() {
        if character == quote {
          isClosed = true
          break
        }
        // Of escapes only those of quotes and the backslash itself matter for names.
        element.append(character == "\\" ? rest.popFirst() ?? character : character)
      }
      guard isClosed else { return nil }
      elements.append(element)
      rest = rest.drop { $0 == " " }
      guard let comma = rest.first else { return elements }
      guard comma == "," else { return nil }
      rest = rest.dropFirst().drop { $0 == " " }
    }
    return elements
  }
}
