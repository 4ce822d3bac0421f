/// Known names near to a mistyped one.
enum Nearest {
  /// At most three models whose names are nearest, nearest first; none where all are far.
  static func models(to name: String) -> [String] {
    let ranked = ModelFacts.all
      .map { (name: $0.name, distance: distance(name, $0.name)) }
      .filter { $0.distance <= max(2, name.utf8.count / 3) }
      .sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }
    return ranked.prefix(3).map(\.name)
  }

  /// The least number of bytes to insert, delete or replace to make one name of the other.
  static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8)
    let right = Array(right.utf8)
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let replaced = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
