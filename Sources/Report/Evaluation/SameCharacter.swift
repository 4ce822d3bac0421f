/// Tells which labels are about one character of a movie, where some go before others.
package enum SameCharacter {
  /// Which of some names mean a character that is labelled by others, by the rule that finds labelled characters in records.
  ///
  /// Each list is looked up in the record by itself: together they would be rivals for one character, and the looser spelling
  /// would find nobody.
  ///
  /// - Parameters:
  ///   - names: as a file spells them.
  ///   - first: the names of those whose labels go before.
  ///   - record: the names of the movie's record.
  /// - Returns: for each such name that of `first`.
  package static func meant(
    by names: some Sequence<String>, among first: [String], record: [String]
  ) -> [String: String] {
    var meant: [Int: String] = [:]
    var all = record
    for (name, outcome) in zip(first, NameMatcher(names: record).find(first)) {
      if case .found(let place) = outcome {
        meant[place] = name
      } else {
        // The record need not have whoever people labelled.
        meant[all.count] = name
        all.append(name)
      }
    }
    let names = Array(Set(names))
    var same: [String: String] = [:]
    for (name, outcome) in zip(names, NameMatcher(names: all).find(names)) {
      if case .found(let place) = outcome { same[name] = meant[place] }
    }
    return same
  }
}
