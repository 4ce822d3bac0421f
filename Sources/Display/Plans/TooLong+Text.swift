package import Planner

extension TooLong {
  /// Why the movie cannot be asked, in one line.
  package var words: String {
    let needs = "needs \(Format.grouped(tokens)) tokens"
    return switch limit {
    case .context:
      "\(needs) with its reply, and the model's context holds \(Format.grouped(allowed))"
    case .tokensPerMinute:
      "\(needs), and a minute allows \(Format.grouped(allowed)) in real time"
    }
  }

  /// What to do about it.
  package var advice: String {
    switch limit {
    case .context: "shorten the plot, or use a model with a longer context"
    case .tokensPerMinute:
      "use the batch strategy, or raise 'limits.tokens_per_minute' if your account allows more"
    }
  }
}
