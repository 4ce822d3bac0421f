/// The ways in which one character may be called, for comparing names of different sources.
///
/// Case, accents, punctuation and titles are taken away; of `Dr. Henry "Indiana" Jones, Jr.` remain
/// `henry jones`, `indiana jones` and `indiana`; `Peter Parker / Spider-Man` has both names.
struct PersonName: Hashable {
  /// All words of the name, folded, titles among them.
  let words: [String]
  /// The name's forms, each a list of folded words; none for a name without letters or digits.
  let forms: [[String]]

  init(_ name: String) {
    let plain = Self.withPlainQuotes(name)
    words = Self.words(of: plain)
    var forms: [[String]] = []
    func add(_ words: [String]) {
      let core = Self.core(of: words)
      if !core.isEmpty, !forms.contains(core) { forms.append(core) }
    }
    for alias in Self.aliases(of: plain) {
      let (outside, nicknames) = Self.nicknames(in: alias)
      let formal = Self.words(of: outside)
      add(formal)
      let core = Self.core(of: formal)
      for nickname in nicknames {
        let called = Self.words(of: nickname)
        if let last = core.last, core.count > 1 { add(called + [last]) }
        add(called)
      }
    }
    self.forms = forms
  }

  /// Titles and articles before a name; not part of it where anything else is.
  private static let titles: Set<String> = [
    "the", "mr", "mrs", "ms", "miss", "mister", "master", "dr", "doctor", "prof",
    "professor", "det", "detective", "sgt", "sergeant", "capt", "cpt", "captain", "lt",
    "lieutenant", "col", "colonel", "gen", "general", "maj", "major", "cpl", "corporal", "pvt",
    "private", "cmdr", "commander", "adm", "admiral", "chief", "sheriff", "deputy", "marshal",
    "officer", "agent", "inspector", "insp", "constable", "judge", "president", "senator", "sen",
    "governor", "gov", "mayor", "sir", "lord", "lady", "dame", "baron", "baroness", "count",
    "countess", "duke", "duchess", "king", "queen", "prince", "princess", "emperor", "empress",
    "father", "fr", "sister", "brother", "rev", "reverend", "pastor", "rabbi", "uncle", "aunt",
    "auntie", "grandpa", "grandma", "madame", "mme", "mademoiselle", "monsieur", "herr", "frau",
    "don", "dona", "senor", "senora", "signor", "signora", "coach", "special",
  ]

  private static let endings: Set<String> = [
    "jr", "junior", "sr", "senior", "ii", "iii", "iv", "md", "phd", "esq",
  ]

  /// The words without titles before them and endings like `Jr.` after them.
  private static func core(of words: [String]) -> [String] {
    var core = words[...]
    while core.count > 1, let first = core.first, titles.contains(first) { core.removeFirst() }
    while core.count > 1, let last = core.last, endings.contains(last) { core.removeLast() }
    return Array(core)
  }

  /// The words of any text, without case, accents and punctuation.
  static func plainWords(of text: String) -> [String] { words(of: withPlainQuotes(text)) }

  /// Runs of letters and digits, folded; an apostrophe or full stop inside a word is dropped.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    var word = ""
    for scalar in folded(text).unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        word.unicodeScalars.append(scalar)
      } else if scalar != "'" {
        if !word.isEmpty { words.append(word) }
        word = ""
      }
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// Small letters without accents.
  private static func folded(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    for scalar in text.lowercased().unicodeScalars {
      if scalar.isASCII {
        plain.append(scalar)
      } else {
        PlainForms.shared.append(scalar, to: &plain)
      }
    }
    var result = String.UnicodeScalarView()
    for scalar in plain {
      switch scalar {
      case "ø": result.append("o")
      case "ł": result.append("l")
      case "đ", "ð": result.append("d")
      case "ı": result.append("i")
      case "ß": result.append(contentsOf: "ss".unicodeScalars)
      case "æ": result.append(contentsOf: "ae".unicodeScalars)
      case "œ": result.append(contentsOf: "oe".unicodeScalars)
      case "þ": result.append(contentsOf: "th".unicodeScalars)
      default:
        if scalar.properties.generalCategory != .nonspacingMark { result.append(scalar) }
      }
    }
    return String(result)
  }

  private static func withPlainQuotes(_ name: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in name.unicodeScalars {
      switch scalar {
      case "\u{201C}", "\u{201D}", "\u{201E}", "\u{201F}", "\u{AB}", "\u{BB}", "\u{2033}":
        result.append("\"")
      case "\u{2018}", "\u{2019}", "\u{201A}", "\u{201B}", "\u{B4}", "`", "\u{2032}":
        result.append("'")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// The names that one name consists of: `A / B`, `A a.k.a. B`.
  private static func aliases(of name: String) -> [String] {
    var text = name
    for word in [" a.k.a. ", " aka ", " a.k.a ", " AKA ", " alias "] {
      text = text.replacing(word, with: "/")
    }
    return text.split(separator: "/").map(String.init)
  }

  /// What stands outside of quotes and brackets, and what stands in them. A single quote counts where it stands
  /// at the beginning of a word and another at the end of one.
  private static func nicknames(in name: String) -> (outside: String, nicknames: [String]) {
    let letters = Array(name)
    var outside = ""
    var nicknames: [String] = []
    var index = 0
    while index < letters.count {
      if let end = end(ofQuoteAt: index, in: letters) {
        nicknames.append(String(letters[(index + 1)..<end]))
        outside += " "
        index = end + 1
      } else {
        outside.append(letters[index])
        index += 1
      }
    }
    return (outside, nicknames)
  }

  private static func end(ofQuoteAt index: Int, in letters: [Character]) -> Int? {
    switch letters[index] {
    case "\"": return letters[(index + 1)...].firstIndex(of: "\"")
    case "(": return letters[(index + 1)...].firstIndex(of: ")")
    case "'":
      guard index == 0 || letters[index - 1] == " " else { return nil }
      return letters[(index + 1)...].indices.first { place in
        letters[place] == "'" && (place + 1 == letters.count || !letters[place + 1].isLetter)
      }
    default: return nil
    }
  }
}
