/// Why a cascade cannot be had.
package enum CascadeError: Error, Sendable, Hashable {
  /// Both models are asked in the same way.
  case sameVariant(String)
  /// No table has the strong model's price.
  case unknownStrong(String)
  /// The cheap model is one's own, for which nothing is paid, and the server has no other.
  case localModel(String)
  /// People's labels that are no tropes of the catalog.
  case unknownLabels([String])
  /// `--certify-again` without a cascade.
  case noCascade
}

extension CascadeError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .sameVariant(let name):
      "'recipe.cascade.strong' is what 'recipe.model' is asked as already: \(name). Name a stronger model, or more effort"
    case .unknownStrong(let model):
      "no table has the price of '\(model)', and a cascade sorts by what its questions cost: name another "
        + "'recipe.cascade.strong.model'"
    case .localModel(let model):
      "'recipe.cascade' saves money, and '\(model)' on this machine costs none: leave it out"
    case .unknownLabels(let labels):
      "the files of 'recipe.cascade.gold' have labels that are no tropes of the catalog: "
        + labels.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
        + (labels.count > 5 ? " and \(labels.count - 5) more" : "")
        + ". 'tropebuild catalog' prints their names"
    case .noCascade:
      "--certify-again is about a cascade, and the tropefile has none: see 'recipe.cascade' in docs/tropefile.md"
    }
  }
}
