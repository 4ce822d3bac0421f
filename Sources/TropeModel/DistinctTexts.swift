/// Texts in the order in which they came, each of them once; equal are those that `String` calls equal.
///
/// The names of a cast are few, and looking through few is quicker than hashing them.
package struct DistinctTexts: Sendable {
  package private(set) var all: [String] = []
  /// The same, once there are more than a few.
  private var set: Set<String> = []

  /// So many are looked through one by one.
  private static let few = 24

  package init() {}

  /// Adds a text; false where it is there already.
  @discardableResult
  package mutating func insert(_ text: String) -> Bool {
    if all.count < Self.few {
      if all.contains(text) { return false }
    } else {
      if set.isEmpty { set = Set(all) }
      guard set.insert(text).inserted else { return false }
    }
    all.append(text)
    return true
  }
}
