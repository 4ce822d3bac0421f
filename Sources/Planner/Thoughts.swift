/// What a model thinks before it answers: output that is billed and that nobody reads.
package struct Thoughts: Hashable, Sendable {
  /// The most output tokens a movie that a request allows for them; 0 for a model that does not think.
  package let most: Int

  /// Of a model that does not think.
  package static let none = Thoughts(reasons: false, effort: nil)

  /// What a movie is taken to have where no replies tell: an eighth of the most. It is a guess, and on the high side of what
  /// the sandbox plays.
  package var assumed: Int { most / 8 }

  /// - Parameters:
  ///   - reasons: whether the model reasons before it answers.
  ///   - effort: how long, as `low`; `nil` for the model's own choice.
  package init(reasons: Bool, effort: String?) { most = reasons ? Self.most(effort) : 0 }

  /// Those of a model by its name.
  ///
  /// - Parameters:
  ///   - facts: `nil` for a model that no table knows; then its name tells whether it reasons.
  ///   - effort: what requests say; where they say nothing, the model's own holds.
  package init(model: String, facts: ModelFacts?, effort: String?) {
    self.init(
      reasons: facts?.reasons(effort: effort) ?? (Self.sounds(model) && effort != "none"),
      effort: effort ?? facts?.efforts?.standard)
  }

  private static func most(_ effort: String?) -> Int {
    switch effort {
    case "none"?: 0
    case "minimal"?: 1_000
    case "low"?: 4_000
    case "high"?: 24_000
    case "xhigh"?, "max"?: 48_000
    default: 8_000
    }
  }

  /// Names by which the makers of models tell that theirs reason.
  private static func sounds(_ model: String) -> Bool {
    let name = model.lowercased().split(separator: "/").last ?? ""
    return ["o1", "o3", "o4", "gpt-5", "gpt-6", "gpt-oss"].contains { name.hasPrefix($0) }
      || ["reason", "think", "deepseek-r", "qwq", "magistral"].contains { name.contains($0) }
  }
}
