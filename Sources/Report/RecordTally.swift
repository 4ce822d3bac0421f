package import TropeModel

/// All that a report tells of the records, counted while they pass by; of the records themselves only what the
/// page lists is kept.
package struct RecordTally: Sendable {
  /// The recipe's fields of characters.
  package let fields: [ReportField]
  /// Its fields of the movie itself; each has a title that no other field has.
  package let movieFields: [ReportField]
  /// One for each of `fields`.
  package private(set) var tallies: [FieldTally]
  /// One for each of `movieFields`.
  package private(set) var movieTallies: [FieldTally]
  /// The field that pairs, genres and decades are counted for: the first choice, else flag, else text.
  package let leading: Int?
  /// The field of the movie itself that genres and decades are counted for, likewise.
  package let leadingOfMovie: Int?
  package private(set) var pairs = PairTally()
  package private(set) var genres = GroupTally()
  package private(set) var decades = GroupTally()
  /// The same of the movie itself, where there is a leading field of characters, too.
  package private(set) var movieGenres = GroupTally()
  package private(set) var movieDecades = GroupTally()

  package private(set) var movies = 0
  package private(set) var characters = 0
  package private(set) var inCast = 0
  /// Records that the sandbox made.
  package private(set) var bySandbox = 0
  /// How many movies have so many characters.
  package private(set) var sizes: [Int: Int] = [:]
  package private(set) var lanes: [Lane: Int] = [:]
  package private(set) var models: [String: Int] = [:]
  /// Movies that the metadata knows.
  package private(set) var withFacts = 0
  package private(set) var firstBuilt: Timestamp?
  package private(set) var lastBuilt: Timestamp?

  /// The records to be browsed; `nil` where they are left out.
  var rows: RecordRows?

  /// - Parameters:
  ///   - movieFields: fields of the movie itself.
  ///   - keepingRows: whether the records are kept to be browsed.
  package init(
    fields: [ReportField], movieFields: [ReportField] = [], keepingRows: Bool = true
  ) {
    var titles = Set(fields.map(\.title))
    let own = movieFields.map { field in
      var field = field
      while titles.contains(field.title) { field.title += " of the movie" }
      titles.insert(field.title)
      return field
    }
    self.fields = fields
    self.movieFields = own
    tallies = fields.map { FieldTally($0) }
    movieTallies = own.map { FieldTally($0) }
    leading = Self.leading(of: fields)
    leadingOfMovie = Self.leading(of: own)
    rows = keepingRows ? RecordRows(fields, ofMovies: own) : nil
  }

  private static func leading(of fields: [ReportField]) -> Int? {
    let order: [ReportField.Kind] = [.choice, .flag, .text]
    return order.lazy.compactMap { kind in fields.firstIndex { $0.kind == kind } }.first
  }

  /// Whether characters are asked about; where none are, there is nothing to be told of them.
  var asksOfCharacters: Bool { !fields.isEmpty || movieFields.isEmpty || characters > 0 }

  /// Counts a record.
  package mutating func add(_ movie: ReportMovie) {
    movies += 1
    characters += movie.characters.count
    sizes[movie.characters.count, default: 0] += 1
    lanes[movie.lane, default: 0] += 1
    models[movie.model, default: 0] += 1
    if movie.isSandbox { bySandbox += 1 }
    if movie.facts != nil { withFacts += 1 }
    firstBuilt = firstBuilt.map { min($0, movie.builtAt) } ?? movie.builtAt
    lastBuilt = lastBuilt.map { max($0, movie.builtAt) } ?? movie.builtAt
    var leadingPlaces: [Int] = []
    var places: [[Int?]] = []
    for character in movie.characters {
      if character.isInCast { inCast += 1 }
      var ofCharacter: [Int?] = []
      for (field, value) in character.values.prefix(fields.count).enumerated() {
        let place = tallies[field].add(value, movie: movies)
        ofCharacter.append(place)
        if field == leading, let place { leadingPlaces.append(place) }
      }
      places.append(ofCharacter)
    }
    let own = movieTallies.indices.map { field in
      movieTallies[field].add(
        field < movie.values.count ? movie.values[field] : .none, movie: movies)
    }
    let ownPlaces = leadingOfMovie.flatMap { own[$0] }.map { [$0] } ?? []
    if leading == nil {
      leadingPlaces = ownPlaces
    } else {
      pairs.add(leadingPlaces)
      Self.addGroups(movie.facts, ownPlaces, &movieGenres, &movieDecades)
    }
    Self.addGroups(movie.facts, leadingPlaces, &genres, &decades)
    rows?.add(movie, places: places, own: own)
  }

  private static func addGroups(
    _ facts: MovieFacts?, _ places: [Int], _ genres: inout GroupTally, _ decades: inout GroupTally
  ) {
    guard let facts else { return }
    genres.add(facts.genres, places: places)
    if let decade = facts.decade { decades.add(["\(decade)s"], places: places) }
  }

  package var leadingTally: FieldTally? {
    leading.map { tallies[$0] } ?? leadingOfMovie.map { movieTallies[$0] }
  }

  /// Characters of a movie, in the middle of all movies.
  var medianSize: Int {
    var seen = 0
    for (size, count) in sizes.sorted(by: { $0.key < $1.key }) {
      seen += count
      if seen * 2 >= movies { return size }
    }
    return 0
  }
}
