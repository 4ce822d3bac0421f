import Basics

/// The names of a list that somebody may have meant.
package enum NearNames {
  /// How many are offered.
  private static let most = 3

  /// Those that have a word with the text in common or are spelled much like it, the nearest first; none where nothing is
  /// near.
  package static func of(_ text: String, among names: [String]) -> [String] {
    let lowered = String(text.prefix(80)).lowercased()
    let words = Self.words(lowered)
    let rated = names.enumerated().compactMap { place, name -> (Int, Int, String)? in
      let other = name.lowercased()
      let common = words.intersection(Self.words(other)).count
      let edits = EditDistance.between(lowered, String(other.prefix(80)))
      guard common > 0 || edits <= max(2, min(lowered.count, other.count) / 3) else { return nil }
      return (edits - 4 * common, place, name)
    }
    return rated.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.prefix(most).map(\.2)
  }

  private static func words(_ text: String) -> Set<Substring> {
    Set(text.split { !$0.isLetter && !$0.isNumber }.filter { $0.count > 2 && $0 != "the" })
  }
}
