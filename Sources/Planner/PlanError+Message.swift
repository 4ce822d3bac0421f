extension PlanError: CustomStringConvertible {
  /// What is wrong and what to do, in one line.
  package var description: String {
    switch self {
    case .missingValues(let model, let keys, let nearest):
      Self.missing(model: model, keys: keys, nearest: nearest)
    case .unknownTier(let tier):
      "limits.tier must be 1 to 5, not \(tier): look it up on the limits page of your account"
    case .notPositive(let key):
      "\(key) must be 1 or more"
    }
  }

  private static func missing(model: String, keys: [String], nearest: [String]) -> String {
    let what = "unknown model '\(model)'"
    let list = keys.joined(separator: ", ")
    guard !nearest.isEmpty else {
      return
        "\(what): set \(list) in the tropefile ('tropebuild models' lists those that are known)"
    }
    let names = nearest.map { "'\($0)'" }.joined(separator: " or ")
    return "\(what): did you mean \(names)? otherwise set \(list) in the tropefile"
  }
}
