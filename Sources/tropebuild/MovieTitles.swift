import Basics
import Engine
import Inputs
import Store
import TropeModel

/// What people call movies and tropes by: letters and digits without regard to case, signs and blanks.
struct Called: Hashable {
  let text: String

  init(_ words: some StringProtocol) {
    text = words.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
  }

  /// Whether the other words are among these, whole.
  func contains(_ other: Called) -> Bool {
    !other.text.isEmpty && " \(text) ".contains(" \(other.text) ")
  }
}

/// The titles of movies with a record, as far as the corpus's metadata had them at the last build.
struct MovieTitles {
  struct Title {
    let text: String
    let year: Int?

    /// `Alien (1979)`.
    var shown: String { year.map { "\(text) (\($0))" } ?? text }
  }

  private let titles: [MovieID: Title]
  private let numbers: MovieNumbers?

  /// - Parameters:
  ///   - database: `nil` where nothing has been built.
  ///   - numbers: what a table of plots calls movies.
  init(_ database: TropesDatabase?, numbers: MovieNumbers? = nil) throws {
    self.numbers = numbers
    titles = Dictionary(
      try (database?.titles() ?? []).compactMap { row in
        row.title.map { (row.movie, Title(text: $0, year: row.year)) }
      }, uniquingKeysWith: { first, _ in first })
  }

  var isEmpty: Bool { titles.isEmpty }

  subscript(movie: MovieID) -> Title? { titles[movie] }

  /// The movies that are meant by an id, the table's own among them, or by a title: by an id where there is such a record.
  ///
  /// - Throws: `BuildError` where none is meant, or it is open which.
  func movies(named words: String, recorded: Set<MovieID>) throws(BuildError) -> [MovieID] {
    if let movie = numbers?.movie(called: words) { return [movie] }
    guard let movie = MovieID(words) else { return try movies(called: words) }
    // '1917' is a movie's name too.
    if !recorded.contains(movie), let called = try? movies(called: words) { return called }
    return [movie]
  }

  /// The movies that are meant by some words: all of just that title, else the only one whose title has them in it.
  ///
  /// - Throws: `BuildError` where none is meant, or it is open which.
  private func movies(called words: String) throws(BuildError) -> [MovieID] {
    let wanted = Called(words)
    let exact = titles.filter { Called($0.value.text) == wanted }.keys.sorted()
    if !exact.isEmpty { return exact }
    let having = titles.filter { Called($0.value.text).contains(wanted) }.keys.sorted()
    guard having.count != 1 else { return having }
    guard having.isEmpty else {
      throw .severalTitles(
        words, having.map { "\($0) '\(titles[$0]?.shown ?? "")'" })
    }
    throw .noTitle(
      words,
      near: EditDistance.nearest(to: words, in: titles.values.map(\.text).sorted()),
      hasTitles: !titles.isEmpty, isOfTable: numbers != nil)
  }
}
