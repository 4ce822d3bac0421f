import Basics

extension ModelFacts {
  /// At most three models whose names are nearest to a mistyped one, nearest first; none where all are far: more edits than half
  /// of the shorter name has letters make another word of it.
  package static func nearest(to name: String) -> [String] {
    let ranked =
      all
      .map { (name: $0.name, distance: EditDistance.between(name, $0.name)) }
      .filter {
        $0.distance
          <= min(Swift.max(2, name.utf8.count / 3), name.utf8.count / 2, $0.name.utf8.count / 2)
      }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(3).map(\.name)
  }
}
