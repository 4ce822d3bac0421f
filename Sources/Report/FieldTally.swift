/// How often each value of a field occurs.
package struct FieldTally: Sendable {
  package struct Value: Hashable, Sendable {
    package let name: String
    /// Characters that have it; movies, where the field is about the movie itself.
    package fileprivate(set) var characters = 0
    /// Movies with such a character, or that have it.
    package fileprivate(set) var movies = 0
    fileprivate var lastMovie = -1
  }

  package let field: ReportField
  /// In the order in which they came up; flags as `yes` and `no`, none for numbers.
  package private(set) var values: [Value] = []
  /// How often each number occurs.
  package private(set) var numbers: [Double: Int] = [:]
  /// Characters, or movies, of which the field says nothing.
  package private(set) var missing = 0
  /// Characters, or movies, of which it says something.
  package private(set) var known = 0

  private var places: [String: Int] = [:]

  init(_ field: ReportField) {
    self.field = field
    if field.kind == .flag { for name in ["yes", "no"] { _ = place(of: name) } }
  }

  /// Counts the value of a character, or of a movie; the place of the value in `values`, where it has one.
  ///
  /// - Parameter movie: a number of the movie's own, growing from movie to movie.
  mutating func add(_ value: ReportValue, movie: Int) -> Int? {
    let name: String
    switch value {
    case .none:
      missing += 1
      return nil
    case .number(let number):
      known += 1
      numbers[number, default: 0] += 1
      return nil
    case .flag(let flag): name = flag ? "yes" : "no"
    case .text(let text): name = text
    }
    known += 1
    let place = place(of: name)
    values[place].characters += 1
    if values[place].lastMovie != movie {
      values[place].lastMovie = movie
      values[place].movies += 1
    }
    return place
  }

  private mutating func place(of name: String) -> Int {
    if let place = places[name] { return place }
    places[name] = values.count
    values.append(Value(name: name))
    return values.count - 1
  }

  /// The places of the values, the most frequent first; of equally frequent ones by name.
  var ranking: [Int] {
    values.indices.sorted {
      (values[$1].characters, values[$0].name) < (values[$0].characters, values[$1].name)
    }
  }

  /// The share of the characters, or movies, of which something is known that have the value.
  func share(_ place: Int) -> Double {
    known > 0 ? Double(values[place].characters) / Double(known) : 0
  }
}
