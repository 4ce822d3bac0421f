package import Quality
import Recipe
package import TropeModel

/// What differs between the labels of two sides, A and B.
package struct LabelDiff: Sendable {
  /// How a character differs.
  package enum Kind: String, Sendable {
    case changed
    /// Only one side names it.
    case onlyInA = "only in A"
    case onlyInB = "only in B"
  }

  /// A field of a character, or of the movie itself, that is not the same; or a character that one side alone names, with each
  /// of its fields.
  package struct Change: Hashable, Sendable {
    package var movie: MovieID
    /// The character's, as B spells it, where B names it; `nil` for the movie itself.
    package var name: String?
    /// `trope`, or the field's name.
    package var field: String
    package var kind: Kind
    /// Of a trope its id, as a text; `nil` where A has no such character.
    package var from: FieldValue?
    package var to: FieldValue?
  }

  /// What became of what, and how often.
  package struct Confusion: Hashable, Sendable {
    /// Whether it is said of movies themselves, and not of characters.
    package var isOfMovies: Bool
    package var field: String
    package var from: FieldValue
    package var to: FieldValue
    package var count: Int
  }

  /// By which a character's trope is called.
  package static let tropeField = "trope"

  /// Movies that both sides have.
  package private(set) var movies = 0
  package private(set) var moviesOnlyInA: [MovieID] = []
  package private(set) var moviesOnlyInB: [MovieID] = []
  /// Movies of both in which anything differs.
  package private(set) var changedMovies = 0
  /// Characters of these movies that both sides name.
  package private(set) var characters = 0
  /// Of these, characters with the same labels.
  package private(set) var same = 0
  package private(set) var charactersOnlyInA = 0
  package private(set) var charactersOnlyInB = 0
  /// In the order of the movies' ids, the movie itself before B's characters.
  package private(set) var changes: [Change] = []
  /// The share of characters with the same labels, of all that either side names, by movie; `nil` where nothing can be
  /// compared.
  package private(set) var agreement: ShareInterval?
  /// What is compared of characters: the fields that both sides have, the trope first.
  package let fields: [String]
  /// Fields that one side alone has, which nothing is said of.
  package let otherFields: [String]
  /// What is said of movies themselves.
  package let ofMovies: MovieFieldDiff

  package init(_ a: SideLabels, _ b: SideLabels) {
    let (ofA, ofB) = (Self.fields(of: a.characters), Self.fields(of: b.characters))
    let compares = a.tellsOfCharacters && b.tellsOfCharacters
    // A side without characters says nothing of what it was asked.
    let compared =
      !compares ? [] : ofA.isEmpty || ofB.isEmpty ? ofA + ofB : ofB.filter(ofA.contains)
    fields = compared
    otherFields = (ofA + ofB).filter { !compared.contains($0) }
    ofMovies = MovieFieldDiff(a.ofMovies, b.ofMovies)
    let (inA, inB) = (a.movies, b.movies)
    moviesOnlyInA = inA.subtracting(inB).sorted()
    moviesOnlyInB = inB.subtracting(inA).sorted()
    var units: [ShareUnit] = []
    for movie in inA.intersection(inB).sorted() {
      movies += 1
      let (known, found) = (changes.count, same)
      changes += ofMovies.changes[movie] ?? []
      if compares {
        let all = compare(a.characters[movie] ?? [], b.characters[movie] ?? [], of: movie)
        units.append(.gold(right: same - found, of: all))
      }
      if changes.count > known { changedMovies += 1 }
    }
    agreement = ShareInterval(units)
  }

  /// Whether both sides have something to say, and of different things.
  package var hasNothingInCommon: Bool {
    movies > 0 && fields.isEmpty && ofMovies.fields.isEmpty && !allOtherFields.isEmpty
  }

  /// What one side alone has, of characters and of movies, in words.
  package var allOtherFields: [String] {
    otherFields + ofMovies.otherFields.map { "\($0) of the movie" }
  }

  /// Brings the characters together by their names.
  ///
  /// - Returns: how many there are.
  private mutating func compare(
    _ before: [LabelledCharacter], _ after: [LabelledCharacter], of movie: MovieID
  ) -> Int {
    let join = NameJoin(before.map(\.name))
    var isTaken = before.map { _ in false }
    for character in after {
      guard let place = join.places(of: character.name).first(where: { !isTaken[$0] }) else {
        charactersOnlyInB += 1
        note(nil, character, of: movie, .onlyInB)
        continue
      }
      isTaken[place] = true
      characters += 1
      if !note(before[place], character, of: movie, .changed) { same += 1 }
    }
    let gone = zip(before, isTaken).filter { !$1 }.map(\.0)
    charactersOnlyInA += gone.count
    for character in gone { note(character, nil, of: movie, .onlyInA) }
    return after.count + gone.count
  }

  /// Notes the fields that differ, and says whether there are any.
  @discardableResult
  private mutating func note(
    _ before: LabelledCharacter?, _ after: LabelledCharacter?, of movie: MovieID, _ kind: Kind
  ) -> Bool {
    let known = changes.count
    for field in fields {
      let (from, to) = (before.map { $0.label(field) }, after.map { $0.label(field) })
      if let from, let to, from.isSame(as: to) { continue }
      changes.append(
        Change(
          movie: movie, name: after?.name ?? before?.name ?? "", field: field, kind: kind,
          from: from, to: to))
    }
    return changes.count > known
  }

  /// What became of what, the most frequent first.
  package var confusions: [Confusion] {
    var counts: [Confusion: Int] = [:]
    for change in changes where change.kind == .changed {
      guard let from = change.from, let to = change.to else { continue }
      let confusion = Confusion(
        isOfMovies: change.name == nil, field: change.field, from: from, to: to, count: 0)
      counts[confusion, default: 0] += 1
    }
    let order = { (confusion: Confusion) in
      [
        confusion.isOfMovies ? "movie" : "", confusion.field, confusion.from.text ?? "",
        confusion.to.text ?? "",
      ]
    }
    return counts.map { confusion, count in
      var confusion = confusion
      confusion.count = count
      return confusion
    }.sorted {
      $0.count != $1.count ? $0.count > $1.count : order($0).lexicographicallyPrecedes(order($1))
    }
  }

  /// The fields that a side has, in the order of its first movie's, the trope first.
  private static func fields(of side: [MovieID: [LabelledCharacter]]) -> [String] {
    var names: [String] = []
    var hasTrope = false
    for movie in side.keys.sorted() {
      for character in side[movie] ?? [] {
        hasTrope = hasTrope || character.tropeID != nil
        for answer in character.fields where !names.contains(answer.field) {
          names.append(answer.field)
        }
      }
    }
    return (hasTrope ? [tropeField] : []) + names.filter { $0 != tropeField }
  }
}

extension LabelledCharacter {
  /// What it is called in a field; `null` where it has no such answer.
  fileprivate func label(_ field: String) -> FieldValue {
    if field == LabelDiff.tropeField, self[field: field] == nil {
      return tropeID.map(FieldValue.text) ?? .null
    }
    return self[field: field] ?? .null
  }
}

extension FieldValue {
  /// Whether two answers say the same, one of them perhaps from a file in which all is text: there a number has a fraction
  /// or none, and a truth value is 1 or 0.
  func isSame(as other: FieldValue) -> Bool {
    self == other || plain == other.plain
  }

  private var plain: String {
    switch self {
    case .null: ""
    case .boolean(let value): value ? "1" : "0"
    case .integer(let value): String(value)
    case .number(let value): Self.plain(value)
    case .text("true"): "1"
    case .text("false"): "0"
    case .text(let text):
      text.utf8.allSatisfy { $0 <= 0x39 } ? Double(text).map(Self.plain) ?? text : text
    }
  }

  private static func plain(_ value: Double) -> String {
    Int(exactly: value).map(String.init) ?? value.description
  }
}
