package import TropeModel

/// What a recipe finds out about each character, or about the movie itself: one of its fields.
package struct ReportField: Hashable, Sendable {
  /// How its values are shown.
  package enum Kind: Hashable, Sendable {
    /// One of a list, as tropes.
    case choice
    /// True or false.
    case flag
    case number
    /// Free text.
    case text
  }

  /// As people read it, as `Trope`.
  package var title: String
  /// Several of its values, in a sentence, as `tropes`.
  package var plural: String
  package var kind: Kind
  /// What the catalog says of its values, by their names; empty but for tropes.
  package var definitions: [String: String]
  /// Whether it is how sure the model was.
  package var isConfidence: Bool
  /// Whether it is about the movie itself.
  package var isOfMovie: Bool

  package init(
    title: String, plural: String, kind: Kind, definitions: [String: String] = [:],
    isConfidence: Bool = false, isOfMovie: Bool = false
  ) {
    self.title = title
    self.plural = plural
    self.kind = kind
    self.definitions = definitions
    self.isConfidence = isConfidence
    self.isOfMovie = isOfMovie
  }

  /// What has a value of it: a `character` or a `movie`.
  var unit: String { isOfMovie ? "movie" : "character" }
}

extension ReportField {
  /// A field by the name that records have for it, as `cause_of_death`.
  package init(
    name: String, kind: Kind, definitions: [String: String] = [:], isOfMovie: Bool = false
  ) {
    let words = name.replacing("_", with: " ")
    let plural =
      switch name {
      case "trope": "tropes"
      case "dies": "deaths"
      default: kind == .flag ? words : "values of \(words)"
      }
    self.init(
      title: words.capitalizedFirst, plural: plural, kind: kind, definitions: definitions,
      isOfMovie: isOfMovie)
  }

  /// What stands above its chart.
  var heading: String {
    switch kind {
    case .choice, .text: "\(plural.capitalizedFirst) by frequency"
    case .flag: "\(title): yes or no"
    case .number: "\(title), in ranges"
    }
  }
}

/// What a field says of a character, or of a movie.
package enum ReportValue: Hashable, Sendable {
  /// Nothing: it is null.
  case none
  case flag(Bool)
  case number(Double)
  /// A text, or the name of a choice.
  case text(String)
}

/// A character of a record.
package struct ReportCharacter: Hashable, Sendable {
  package var name: String
  /// Whether the cast file names it.
  package var isInCast: Bool
  /// One for each field of the recipe, in their order.
  package var values: [ReportValue]
  /// Whether people labelled it, in one field at least.
  package var isByHand: Bool
  /// What they noted; possibly empty.
  package var note: String

  package init(
    name: String, isInCast: Bool, values: [ReportValue], isByHand: Bool = false, note: String = ""
  ) {
    self.name = name
    self.isInCast = isInCast
    self.values = values
    self.isByHand = isByHand
    self.note = note
  }
}

/// A record as a report shows it.
package struct ReportMovie: Hashable, Sendable {
  package var movie: MovieID
  package var characters: [ReportCharacter]
  /// What is said of the movie itself, one for each of the recipe's fields for that, in their order.
  package var values: [ReportValue]
  package var lane: Lane
  /// The snapshot that answered.
  package var model: String
  /// Whether the sandbox answered.
  package var isSandbox: Bool
  package var usage: TokenUsage
  package var costDollars: Double
  package var builtAt: Timestamp
  /// What the movie metadata knows; `nil` where it does not have the movie.
  package var facts: MovieFacts?

  package init(
    movie: MovieID, characters: [ReportCharacter], values: [ReportValue] = [], lane: Lane,
    model: String, isSandbox: Bool,
    usage: TokenUsage, costDollars: Double, builtAt: Timestamp, facts: MovieFacts?
  ) {
    self.movie = movie
    self.characters = characters
    self.values = values
    self.lane = lane
    self.model = model
    self.isSandbox = isSandbox
    self.usage = usage
    self.costDollars = costDollars
    self.builtAt = builtAt
    self.facts = facts
  }
}

/// What a report uses of the movie metadata.
package struct MovieFacts: Hashable, Sendable {
  package var title: String
  /// Of the release; `nil` where it is not known.
  package var year: Int?
  package var genres: [String]

  package init(title: String, year: Int?, genres: [String]) {
    self.title = title
    self.year = year
    self.genres = genres
  }

  /// `Alien (1979)`.
  var titleAndYear: String { title + (year.map { " (\($0))" } ?? "") }

  /// Years in which a movie can have come out; others are slips.
  static let years = 1_880...2_100

  /// The first year of the decade, as 1960; `nil` for slips.
  var decade: Int? {
    guard let year, Self.years.contains(year) else { return nil }
    return year / 10 * 10
  }
}
