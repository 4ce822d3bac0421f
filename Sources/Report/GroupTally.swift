/// How often each value of a field occurs in groups of movies, as genres or decades. A movie may be in several.
package struct GroupTally: Sendable {
  package struct Group: Hashable, Sendable {
    package let name: String
    package fileprivate(set) var movies = 0
    /// Characters, or movies, of which the field says something.
    package fileprivate(set) var characters = 0
    fileprivate var counts: [Int: Int] = [:]

    /// Characters, or movies, that have the value in that place of `FieldTally.values`.
    package func count(_ place: Int) -> Int { counts[place] ?? 0 }
  }

  private var groups: [String: Group] = [:]
  /// Of all movies that are in a group, each once.
  private(set) var all = Group(name: "all")

  /// Counts a movie.
  mutating func add(_ names: [String], places: [Int]) {
    let names = Set(names)
    guard !names.isEmpty else { return }
    Self.add(places, to: &all)
    for name in names { Self.add(places, to: &groups[name, default: Group(name: name)]) }
  }

  private static func add(_ places: [Int], to group: inout Group) {
    group.movies += 1
    group.characters += places.count
    for place in places { group.counts[place, default: 0] += 1 }
  }

  /// How many groups there are.
  var count: Int { groups.count }

  var byName: [Group] { groups.values.sorted { $0.name < $1.name } }

  /// The groups, those of most movies first.
  var bySize: [Group] {
    groups.values.sorted { ($1.movies, $0.name) < ($0.movies, $1.name) }
  }

  /// The share of a value among the characters, or movies, of all groups.
  func share(_ place: Int) -> Double {
    all.characters > 0 ? Double(all.count(place)) / Double(all.characters) : 0
  }
}
