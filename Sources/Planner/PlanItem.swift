package import TropeModel

/// One question to plan for, with what it weighs.
package struct PlanItem: Hashable, Sendable {
  package var movie: MovieID
  package var question: Digest
  /// The movie's own part of a request; what every request repeats is in `RequestOverhead`. (With
  /// `RequestOverhead.none` it is the whole request.)
  package var input: TokenCount
  /// Bytes of the same part in a request's body.
  package var bodyBytes: Int
  /// Tokens that the reply is expected to have for this movie.
  package var expectedOutput: Int
  /// What the reply may have beyond, see `OutputBound.allowance`.
  package var unnamedAllowance: Int
  /// Other movies whose question is the very same; its reply is theirs too.
  package var shared: [MovieID] = []

  package init(
    movie: MovieID, question: Digest, input: TokenCount, bodyBytes: Int, expectedOutput: Int,
    unnamedAllowance: Int = 0
  ) {
    self.movie = movie
    self.question = question
    self.input = input
    self.bodyBytes = bodyBytes
    self.expectedOutput = expectedOutput
    self.unnamedAllowance = unnamedAllowance
  }

  /// Whether they differ in nothing but their questions' hashes: then both are planned alike.
  package func isPlanned(like other: PlanItem) -> Bool {
    var other = other
    other.question = question
    return self == other
  }

  /// Leaves one item a question, that of the lowest movie id, which takes the other movies along in `shared`.
  /// The order of the remaining items is kept.
  package static func sharingQuestions(_ items: [PlanItem]) -> [PlanItem] {
    var places: [Digest: Int] = [:]
    places.reserveCapacity(items.count)
    var result: [PlanItem] = []
    result.reserveCapacity(items.count)
    for item in items {
      if let place = places[item.question] {
        let movies = [result[place].movie, item.movie] + result[place].shared + item.shared
        let sorted = Set(movies).sorted()
        result[place].movie = sorted[0]
        result[place].shared = Array(sorted.dropFirst())
      } else {
        places[item.question] = result.count
        result.append(item)
      }
    }
    return result
  }
}

/// What a request weighs beyond the movies in it: prompt, schema, framing. It may depend on how many movies
/// the request holds, because the schema and the instructions may.
package struct RequestOverhead: Hashable, Sendable {
  /// What one size of request weighs.
  package struct Entry: Hashable, Sendable {
    package var tokens: Int
    package var bytes: Int
    /// Tokens at the request's beginning that all requests of this size share: schema and system message.
    package var sharedPrefix: Int

    package init(tokens: Int, bytes: Int, sharedPrefix: Int) {
      self.tokens = tokens
      self.bytes = bytes
      self.sharedPrefix = sharedPrefix
    }
  }

  /// Entry `n - 1` is for a request of `n` movies; beyond the table its last entry holds.
  private let entries: [Entry]
  /// Whether the tokens are exact.
  package let isExact: Bool

  /// An overhead from its table, the entry for one movie first.
  package init(_ entries: [Entry], isExact: Bool) {
    self.entries = entries
    self.isExact = isExact
  }

  /// Nothing: each item weighs what its whole request weighs.
  package static let none = RequestOverhead(
    [Entry(tokens: 0, bytes: 0, sharedPrefix: 0)], isExact: true)

  /// The entry for a request of so many movies.
  package func entry(movies: Int) -> Entry {
    guard let last = entries.last else { return Entry(tokens: 0, bytes: 0, sharedPrefix: 0) }
    return movies >= 1 && movies <= entries.count ? entries[movies - 1] : last
  }
}

/// One request body: the questions of one movie or of several, in planned order.
package struct PlanRequest: Hashable, Sendable {
  /// Never empty; shortest first.
  package var items: [PlanItem]
  /// Input tokens of the whole request.
  package var input: TokenCount
  /// Bytes of the whole body, as one line of a batch file.
  package var bodyBytes: Int
  /// Tokens that the whole reply is expected to have.
  package var expectedOutput: Int
  /// What the whole reply may have beyond.
  package var unnamedAllowance: Int
  /// Input tokens at the beginning that it shares with the other requests.
  package var sharedPrefix: Int

  package init(items: [PlanItem], overhead: RequestOverhead) {
    let entry = overhead.entry(movies: items.count)
    var input = TokenCount(entry.tokens, isExact: overhead.isExact)
    bodyBytes = entry.bytes
    expectedOutput = 0
    unnamedAllowance = 0
    for item in items {
      input = input + item.input
      bodyBytes += item.bodyBytes
      expectedOutput += item.expectedOutput
      unnamedAllowance += item.unnamedAllowance
    }
    self.items = items
    self.input = input
    sharedPrefix = min(entry.sharedPrefix, input.tokens)
  }
}
