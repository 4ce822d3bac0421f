/// How the strong part of a build ended.
package enum CascadeEnd: Sendable, Hashable {
  /// All is as the certificate has it.
  case certified
  /// The lanes stopped before; the summary tells why.
  case stopped
  /// It would save next to nothing, and nobody has said that it is wanted all the same.
  case notWorthIt(String)
  /// The target is against gold, and labelled characters do not show that it is reached, or are too few.
  case notShown(String)
  /// No movie has labels.
  case empty

  /// The same with a sentence more.
  func adding(_ words: String) -> CascadeEnd {
    switch self {
    case .notWorthIt(let why): .notWorthIt(why + ". " + words)
    case .notShown(let why): .notShown(why + ". " + words)
    case .certified, .stopped, .empty: self
    }
  }
}
