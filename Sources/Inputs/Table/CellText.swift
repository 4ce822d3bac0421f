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

  /// What programs write into a cell for a value that is missing, in their spelling: pandas, Python, SQL and spreadsheets.
  /// In others, such as `Nan` and `Nat`, they are names.
  private static let missing: Set<String> = [
    "nan", "NaN", "None", "none", "<NA>", "NaT", "null", "NULL", "N/A", "n/a", "#N/A",
  ]

  /// Whether all that a cell holds is a word for a missing value, or a list of one.
  static func saysMissing(_ cell: TableCell?) -> Bool {
    guard case .text(let text) = cell else { return false }
    let word = text.trimmed()
    if word.hasPrefix("["), word.hasSuffix("]") {
      return missing.contains(word.dropFirst().dropLast().trimmed())
    }
    return missing.contains(word)
  }

  /// The text of a single value; `nil` where it is empty or says that it is missing.
  static func value(_ cell: TableCell?) -> String? { saysMissing(cell) ? nil : cell?.text }

  /// The values of a cell that may hold several: a list as JSON or Python write one, else the parts between separators. None
  /// where it says that they are missing.
  static func values(_ cell: TableCell?, separator: String) -> [String] {
    let parts: [String]
    switch cell {
    case nil: parts = []
    case .list(let list): parts = list
    case .text where saysMissing(cell): parts = []
    case .text(let text):
      let text = text.trimmed()
      parts = list(text) ?? Self.parts(of: text, by: separator)
    }
    var seen: Set<String> = []
    return parts.map { CastTable.name(from: Array($0.utf8)) }.filter {
      !$0.isEmpty && seen.insert($0).inserted
    }
  }

  /// What stands between separators. A line feed is any end of a line, as a cell has it that was written elsewhere.
  static func parts(of text: String, by separator: String) -> [String] {
    if separator.isEmpty { return [text] }
    if separator == "\n" { return text.split(whereSeparator: \.isNewline).map(String.init) }
    return text.split(separator: separator).map(String.init)
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
  static func list(_ text: String) -> [String]? {
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
