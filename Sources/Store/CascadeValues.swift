package import TropeModel

/// What a cascade's target is about.
package enum CascadeMeasure: String, Hashable, Sendable {
  /// Labels that are the strong recipe's.
  case strong
  /// Labels that are right, by characters that people have labelled.
  case gold
}

/// Which cascade: two recipes, by `RecipeHashes.combined`, and what is promised.
package struct CascadeKey: Hashable, Sendable {
  /// The project.
  package var owner: String
  package var cheap: Digest
  package var strong: Digest
  /// The share of labels that are to be the strong recipe's.
  package var target: Double
  /// The allowed probability of missing it.
  package var risk: Double
  package var isSandbox: Bool
  package var measure: CascadeMeasure

  package init(
    owner: String, cheap: Digest, strong: Digest, target: Double, risk: Double, isSandbox: Bool,
    measure: CascadeMeasure = .strong
  ) {
    self.owner = owner
    self.cheap = cheap
    self.strong = strong
    self.target = target
    self.risk = risk
    self.isSandbox = isSandbox
    self.measure = measure
  }
}

/// What a test against labelled characters has looked at.
package struct CascadeGold: Hashable, Sendable {
  /// The key in the draw of the last character that earlier tests have looked at; `nil` where there were none.
  package var seen: Digest?
  /// That of the last that this one has looked at.
  package var last: Digest
  /// How many characters it has looked at, and how many of them have wrong labels: with what was certified, else with the
  /// strong recipe's for all.
  package var characters: Int
  package var wrong: Int

  package init(seen: Digest?, last: Digest, characters: Int, wrong: Int) {
    self.seen = seen
    self.last = last
    self.characters = characters
    self.wrong = wrong
  }
}

/// A cascade as the ledger has it.
package struct CascadeEntry: Hashable, Sendable {
  package var number: Int
  package var key: CascadeKey
  /// As people know the variants.
  package var cheapName: String
  package var strongName: String
  /// The digest of what was frozen.
  package var population: Digest
  /// What the cheap answers have cost, in dollars.
  package var cheapDollars: Double
  package var begunAt: Timestamp
  /// Whether the movies' dollars are known.
  package var isPriced: Bool
  /// Whether the user wants it even where it saves little.
  package var isAgreed: Bool
  /// `nil` before a test against labelled characters, and where there is none.
  package var gold: CascadeGold?
  /// `nil` before it is certified.
  package var promise: CascadePromise?

  package init(
    number: Int = 0, key: CascadeKey, cheapName: String, strongName: String, population: Digest,
    cheapDollars: Double, begunAt: Timestamp, isPriced: Bool = false, isAgreed: Bool = false,
    gold: CascadeGold? = nil, promise: CascadePromise? = nil
  ) {
    self.number = number
    self.key = key
    self.cheapName = cheapName
    self.strongName = strongName
    self.population = population
    self.cheapDollars = cheapDollars
    self.begunAt = begunAt
    self.isPriced = isPriced
    self.isAgreed = isAgreed
    self.gold = gold
    self.promise = promise
  }
}

/// What was promised of a cascade's frozen movies.
package struct CascadePromise: Hashable, Sendable {
  package var certifiedAt: Timestamp
  /// What it is about: movies, and their labels.
  package var movies: Int
  package var characters: Int
  /// Movies that had strong answers before the test, those that were to be drawn for it, and those that were.
  package var pilotMovies: Int
  package var plannedDraws: Int
  package var draws: Int
  /// The digest of the order.
  package var order: Digest
  /// How many movies of the order the cut keeps.
  package var keptMovies: Int
  /// The log of the cut's wealth; `nil` where the test certified none. What is kept then is so little that all of it may be
  /// wrong.
  package var logWealth: Double?

  package init(
    certifiedAt: Timestamp, movies: Int, characters: Int, pilotMovies: Int, plannedDraws: Int,
    draws: Int, order: Digest, keptMovies: Int, logWealth: Double?
  ) {
    self.certifiedAt = certifiedAt
    self.movies = movies
    self.characters = characters
    self.pilotMovies = pilotMovies
    self.plannedDraws = plannedDraws
    self.draws = draws
    self.order = order
    self.keptMovies = keptMovies
    self.logWealth = logWealth
  }
}

/// What becomes of a movie in a cascade.
package enum CascadePart: String, Hashable, Sendable {
  /// Not decided yet.
  case open = ""
  /// It has a strong answer since before the test, or is to have one.
  case pilot
  /// It was drawn for the test.
  case sample
  /// Its cheap labels stay.
  case kept
  /// The strong recipe is asked.
  case again

  /// Whether the strong recipe's labels are its last ones.
  package var isStrong: Bool { self == .pilot || self == .sample || self == .again }
}

/// A label as it was frozen.
package struct CascadeLabel: Hashable, Sendable {
  package var name: String
  package var label: String
  /// In millionths.
  package var confidence: Int?

  package init(name: String, label: String, confidence: Int?) {
    self.name = name
    self.label = label
    self.confidence = confidence
  }
}

/// A movie of a cascade.
package struct CascadeMovieRow: Hashable, Sendable {
  package var movie: MovieID
  /// Whether it is new or has changed since the cascade was frozen.
  package var isLater: Bool
  /// The cheap recipe's question, and the strong one's.
  package var question: Digest
  package var strongQuestion: Digest
  package var labels: [CascadeLabel]
  package var plotTokens: Int
  /// The price of the strong question; 0 before it is known.
  package var dollars: Double
  package var part: CascadePart
  /// What the strong recipe said of the labels, in the words of whoever wrote it.
  package var answer: String?

  package init(
    movie: MovieID, isLater: Bool = false, question: Digest, strongQuestion: Digest,
    labels: [CascadeLabel], plotTokens: Int, dollars: Double = 0, part: CascadePart = .open,
    answer: String? = nil
  ) {
    self.movie = movie
    self.isLater = isLater
    self.question = question
    self.strongQuestion = strongQuestion
    self.labels = labels
    self.plotTokens = plotTokens
    self.dollars = dollars
    self.part = part
    self.answer = answer
  }
}

/// What is needed to see whether a movie's record is what the cascade wants.
package struct CascadePlace: Hashable, Sendable {
  package var isLater: Bool
  package var question: Digest
  package var part: CascadePart
  package var answer: String?
  /// Whether the cheap model named anybody, so that there is something to promise.
  package var hasLabels: Bool
}
