import Basics

/// What often parts several names in one cell; the raw value is what `corpus.separator` would be.
enum CellSign: String, CaseIterable {
  // Those that no name holds.
  case line = "\n"
  case semicolon = ";"
  case bar = "|"
  case tab = "\t"
  // Those that names hold as well: `Olsen, Dr.`, `Olsen, Karl`, `Bruce Wayne / Batman`.
  case comma = ","
  case slash = "/"

  /// Whether it hardly stands in a name.
  var isPlain: Bool {
    switch self {
    case .line, .semicolon, .bar, .tab: true
    case .comma, .slash: false
    }
  }

  /// What stands behind a comma and is part of the name before it.
  private static let suffixes: Set<String> = [
    "dr", "mr", "mrs", "ms", "miss", "prof", "rev", "fr", "sir", "lady", "lord", "jr", "sr", "ii",
    "iii", "iv", "esq", "phd",
    "md", "capt", "captain", "col", "colonel", "gen", "general", "lt", "sgt", "the",
  ]

  /// How many names it parts a cell's text into.
  func count(in text: String) -> Int {
    CellText.parts(of: text, by: rawValue).map { $0.trimmed() }.filter { part in
      guard self == .comma else { return !part.isEmpty }
      return !part.isEmpty && !Self.suffixes.contains(part.lowercased().filter { $0 != "." })
    }.count
  }

  /// Whether these are surely names of several characters: of three parts, and of two where a comma parts two names of
  /// several words each. One comma else stands in a name as often, and so does one slash.
  fileprivate func surelyParts(_ text: String) -> Bool {
    let count = count(in: text)
    guard !isPlain, count == 2 else { return count > 1 }
    return self == .comma
      && CellText.parts(of: text, by: rawValue).allSatisfy { $0.split(separator: " ").count > 1 }
  }

  /// The one that most cells show; `nil` where none of them shows one, or only such as may belong to names.
  static func shown(by texts: some Sequence<String>) -> CellSign? {
    var held: [CellSign: Int] = [:]
    var sure: [CellSign: Int] = [:]
    for text in texts where CellText.list(text) == nil {
      for sign in allCases where sign.count(in: text) > 1 {
        held[sign, default: 0] += 1
        if sign.surelyParts(text) { sure[sign, default: 0] += 1 }
      }
    }
    func most(_ signs: [CellSign]) -> (sign: CellSign, count: Int)? {
      var most: (sign: CellSign, count: Int)?
      for sign in signs {
        if let count = sure[sign], count > most?.count ?? 0 { most = (sign, count) }
      }
      return most
    }
    let plain = most(allCases.filter(\.isPlain))
    let other = most(
      allCases.filter { !$0.isPlain && 2 * (sure[$0] ?? 0) >= (held[$0] ?? 0) })
    guard let other, 4 * (plain?.count ?? 0) < other.count else { return plain?.sign }
    return other.sign
  }
}
