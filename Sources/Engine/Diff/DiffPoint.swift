import Basics
import TropeModel

/// What a side is called by on the command line, as far as the words alone tell.
enum DiffPoint: Hashable {
  case now
  case run(Int64)
  /// All that was answered up to then.
  case moment(Timestamp)
  /// `recipe.model=gpt-5-nano`
  case setting(key: String, value: String)
  /// A recipe, a model or a file: it depends on what there is.
  case named(String)

  init(_ text: String) {
    if text.lowercased() == "now" {
      self = .now
    } else if let run = Self.run(text) {
      self = .run(run)
    } else if let moment = Self.moment(text) {
      self = .moment(moment)
    } else if let equals = text.firstIndex(of: "="), text[..<equals].contains(".") {
      self = .setting(
        key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    } else {
      self = .named(text)
    }
  }

  /// `run 3`, `run-3`, `run3`.
  private static func run(_ text: String) -> Int64? {
    guard text.lowercased().hasPrefix("run") else { return nil }
    let digits = text.dropFirst(3).drop { $0 == " " || $0 == "-" || $0 == ":" }
    return digits.utf8.allSatisfy(\.isDigit) ? Int64(digits) : nil
  }

  /// A day, at its end in UTC, or a moment of a day in UTC: `2026-11-27`, `2026-11-27T17:41`, with seconds and their
  /// fraction or without.
  private static func moment(_ text: String) -> Timestamp? {
    if CivilDay(text) != nil { return Timestamp(iso8601: "\(text)T23:59:59.999Z") }
    var time = text.replacing(" ", with: "T", maxReplacements: 1)
    if time.hasSuffix("Z") { time.removeLast() }
    // What is left out is the end of what is said: 17:41 is that whole minute.
    for rest in ["", ".999", ":59.999"] {
      if let moment = Timestamp(iso8601: time + rest + "Z") { return moment }
    }
    return nil
  }
}
