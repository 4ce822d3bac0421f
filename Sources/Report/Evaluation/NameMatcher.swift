/// Finds labelled characters among those of a record.
///
/// Five looks, from strict to loose; the first that finds anybody decides. Where it finds several, or where two
/// labelled characters end at one of the record, nobody is taken: a wrong pair would count as a wrong answer.
struct NameMatcher {
  /// What was found.
  enum Outcome: Hashable {
    /// The place of the character in the record.
    case found(Int)
    /// Several could be meant: their places.
    case ambiguous([Int])
    case nobody
  }

  private let names: [String]
  private let people: [PersonName]

  /// A matcher for the characters of one record.
  init(names: [String]) {
    self.names = names
    people = names.map(PersonName.init)
  }

  /// One outcome for each labelled name of the movie, in their order.
  func find(_ wanted: [String]) -> [Outcome] {
    let looks = wanted.map { look(for: $0) }
    var best: [Int: (closeness: Int, claims: Int)] = [:]
    for case (.found(let place), let closeness) in looks {
      guard let known = best[place], known.closeness <= closeness else {
        best[place] = (closeness, 1)
        continue
      }
      if known.closeness == closeness { best[place] = (closeness, known.claims + 1) }
    }
    return looks.map { outcome, closeness in
      guard case .found(let place) = outcome, let claim = best[place] else { return outcome }
      if claim.closeness < closeness { return .nobody }
      return claim.claims == 1 ? outcome : .ambiguous([place])
    }
  }

  private func look(for name: String) -> (Outcome, closeness: Int) {
    let person = PersonName(name)
    for (closeness, isMeant) in Self.looks.enumerated() {
      let places = names.indices.filter { isMeant((name, person), (names[$0], people[$0])) }
      if places.count == 1 { return (.found(places[0]), closeness) }
      if places.count > 1 { return (.ambiguous(Array(places)), closeness) }
    }
    return (.nobody, Self.looks.count)
  }

  private typealias Named = (name: String, person: PersonName)

  private static let looks: [@Sendable (Named, Named) -> Bool] = [
    { $0.name == $1.name },
    { !$0.person.words.isEmpty && $0.person.words == $1.person.words },
    { left, right in left.person.forms.contains { right.person.forms.contains($0) } },
    { left, right in anyForms(left, right, isPart) },
    { left, right in anyForms(left, right, haveOneSurname) },
  ]

  private static func anyForms(
    _ left: Named, _ right: Named, _ isSame: ([String], [String]) -> Bool
  ) -> Bool {
    left.person.forms.contains { form in
      right.person.forms.contains { isSame(form, $0) }
    }
  }

  /// Whether all words of one are among the other's: `McClane`, `John McClane`. Initials alone say nothing.
  private static func isPart(_ left: [String], _ right: [String]) -> Bool {
    let (few, many) = left.count <= right.count ? (left, right) : (right, left)
    return few.contains { $0.count > 1 } && Set(few).isSubset(of: many)
  }

  /// Whether they end alike and begin with names of which one is short for the other: `J. Ryan`, `Jack Ryan`;
  /// `Matt Hunter`, `Matthew Hunter`.
  private static func haveOneSurname(_ left: [String], _ right: [String]) -> Bool {
    guard left.count > 1, right.count > 1, left.last == right.last, let one = left.first,
      let other = right.first
    else { return false }
    let (short, long) = one.count <= other.count ? (one, other) : (other, one)
    return long.hasPrefix(short) && (short.count == 1 || short.count >= 3)
  }
}
