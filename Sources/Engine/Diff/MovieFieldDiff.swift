package import Quality
package import TropeModel

/// What differs between what two sides say of movies themselves.
package struct MovieFieldDiff: Sendable {
  /// One field that both sides have.
  package struct Field: Hashable, Sendable {
    package let name: String
    /// Movies of which both sides have an answer to it.
    package fileprivate(set) var compared = 0
    /// Of these, movies with the same answer.
    package fileprivate(set) var same = 0

    /// The share of movies with the same answer; `nil` where nothing can be compared.
    package var agreement: ShareInterval? {
      let units = (0..<compared).map { ShareUnit.gold(right: $0 < same ? 1 : 0, of: 1) }
      return ShareInterval(units)
    }
  }

  /// In the order of B's first movie.
  package private(set) var fields: [Field]
  /// Fields that one side alone has, which nothing is said of.
  package let otherFields: [String]
  /// By movie, in the order of `fields`.
  package private(set) var changes: [MovieID: [LabelDiff.Change]] = [:]

  init(_ a: [MovieID: [FieldAnswer]], _ b: [MovieID: [FieldAnswer]]) {
    let (ofA, ofB) = (Self.fields(of: a), Self.fields(of: b))
    let compared = ofB.filter(ofA.contains)
    fields = compared.map { Field(name: $0) }
    otherFields = (ofA + ofB).filter { !compared.contains($0) }
    for (movie, after) in b {
      guard let before = a[movie] else { continue }
      for place in fields.indices { compare(place, before, after, of: movie) }
    }
  }

  private mutating func compare(
    _ place: Int, _ before: [FieldAnswer], _ after: [FieldAnswer], of movie: MovieID
  ) {
    let name = fields[place].name
    func answer(_ answers: [FieldAnswer]) -> FieldValue? {
      answers.first { $0.field == name }?.value
    }
    // A record of another recipe was not asked for it.
    guard let from = answer(before), let to = answer(after) else { return }
    fields[place].compared += 1
    if from.isSame(as: to) {
      fields[place].same += 1
    } else {
      changes[movie, default: []].append(
        LabelDiff.Change(
          movie: movie, name: nil, field: name, kind: .changed, from: from, to: to))
    }
  }

  private static func fields(of side: [MovieID: [FieldAnswer]]) -> [String] {
    var names: [String] = []
    for (_, answers) in side.sorted(by: { $0.key < $1.key }) {
      for answer in answers where !names.contains(answer.field) { names.append(answer.field) }
    }
    return names
  }
}
