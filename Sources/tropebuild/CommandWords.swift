import Tropefile

/// The command line as others may see it, in the lock file and in the message about it: without what may be a secret.
enum CommandWords {
  static func harmless(_ words: [String]) -> String {
    var shown: [String] = []
    var option: String?
    for word in words {
      if let name = option {
        option = nil
        shown.append(value(word, of: name))
      } else if let equals = word.firstIndex(of: "="), word.hasPrefix("--") {
        let name = String(word[..<equals])
        shown.append("\(name)=\(value(String(word[word.index(after: equals)...]), of: name))")
      } else {
        if word == "--base-url" || word == "--set" { option = word }
        shown.append(withoutKeys(word))
      }
    }
    return shown.joined(separator: " ")
  }

  private static func value(_ text: String, of option: String) -> String {
    switch option {
    case "--base-url": address(text)
    case "--set":
      if let setting = Setting(assignment: text, by: option), setting.key.hasPrefix("api.") {
        "\(setting.key)=\(setting.key == "api.base_url" ? address(setting.text) : "…")"
      } else {
        withoutKeys(text)
      }
    default: withoutKeys(text)
    }
  }

  /// Scheme, host and path: whatever stands before an `@` and in a query may be a secret.
  private static func address(_ text: String) -> String {
    var rest = text.prefix { $0 != "?" && $0 != "#" }
    var scheme = ""
    if let colon = rest.firstRange(of: "://") {
      scheme = String(rest[..<colon.upperBound])
      rest = rest[colon.upperBound...]
    }
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    return withoutKeys(scheme + rest)
  }

  /// A word that holds what looks like a key is not shown from there on.
  private static func withoutKeys(_ text: String) -> String {
    guard let start = text.firstRange(of: "sk-") else { return text }
    let before = text[..<start.lowerBound].last
    return before?.isLetter == true || before?.isNumber == true
      ? text : text[..<start.lowerBound] + "…"
  }
}
