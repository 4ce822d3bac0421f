import Store
package import TropeModel

extension TokenUsage {
  /// What one of `parts` equal parts of a reply has of its usage; whole tokens, and all parts together have all.
  ///
  /// - Parameter place: which part it is, from 0.
  package func share(_ place: Int, of parts: Int) -> TokenUsage {
    TokenUsage(
      input: input.share(place, of: parts), cachedInput: cachedInput.share(place, of: parts),
      cacheWrite: cacheWrite.share(place, of: parts), output: output.share(place, of: parts))
  }
}

extension Int {
  /// One of `parts` parts that differ by one at most and make up the whole.
  func share(_ place: Int, of parts: Int) -> Int {
    guard parts > 1 else { return self }
    return self / parts + (place < self % parts ? 1 : 0)
  }
}

extension KeptReply {
  /// How many questions share what it has used and cost.
  var parts: Int { max(1, questionCount) }

  /// What the question that it was found for has of its usage.
  var ownUsage: TokenUsage { usage.share((Int(key.dropFirst()) ?? 1) - 1, of: parts) }
}
