/// Finds the same character in two lists of names, by the rule by which answers are brought together with a cast:
/// the spelling that is asked counts first; where nobody has it, letter case, white space and the forms of quotes and
/// dashes make no difference.
package struct NameJoin {
  private let exact: [String: [Int]]
  private let loose: [NameKey: [Int]]

  /// A join with a list of names, in which a name may stand more than once.
  package init(_ names: [String]) {
    var exact: [String: [Int]] = [:]
    var loose: [NameKey: [Int]] = [:]
    for (place, name) in names.enumerated() {
      exact[Question.asked(name), default: []].append(place)
      let key = NameKey(name)
      if !key.isEmpty { loose[key, default: []].append(place) }
    }
    self.exact = exact
    self.loose = loose
  }

  /// The places of a name in the list, in its order.
  package func places(of name: String) -> [Int] {
    exact[Question.asked(name)] ?? loose[NameKey(name)] ?? []
  }
}
