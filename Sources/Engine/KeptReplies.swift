import Recipe
import Store
import TropeModel

/// Finds the kept replies that serve questions of a recipe.
struct KeptReplies {
  let recipe: Recipe
  /// `nil` before the first request.
  let ledger: Ledger?
  let acceptsSandbox: Bool
  /// Only those count that were kept after this one.
  var after = Int64.min
  /// Only those count that came no later; `nil` for all.
  var until: Timestamp?
  var size = RequestSize.any
  /// Those that the check does not take any more.
  private(set) var refuted: [RefutedReply] = []

  init(recipe: Recipe, ledger: Ledger?, acceptsSandbox: Bool) {
    self.recipe = recipe
    self.ledger = ledger
    self.acceptsSandbox = acceptsSandbox
  }

  /// The last reply to each of the questions that has one, for `serving` to look at.
  func last(
    for questions: [Digest], excluding known: Set<Int64> = []
  ) throws(StoreError) -> [Digest: KeptReply] {
    try ledger?.keptReplies(
      for: questions, acceptingSandbox: acceptsSandbox, excluding: known, after: after,
      until: until, size: size) ?? [:]
  }

  /// The last kept reply that serves. Each is checked again: the check may have learned since, and a reply that
  /// nobody waited for when it came was not checked at all.
  ///
  /// - Parameters:
  ///   - last: the last one, where it was read already.
  ///   - known: those that are not meant.
  mutating func serving(
    _ target: BuildTarget, last: KeptReply? = nil, excluding known: Set<Int64> = []
  ) throws(StoreError) -> ReusableTarget? {
    let question = target.question
    var tried = known
    var candidate = last
    if candidate == nil {
      candidate = try self.last(for: [question.hash], excluding: tried)[question.hash]
    }
    while let reply = candidate {
      let verdict = recipe.check(
        content: reply.content, finishReason: reply.finishReason, key: reply.key,
        groupSize: reply.questionCount, for: question, confidences: reply.confidences)
      switch verdict {
      case .record(let characters, let movieFields):
        return ReusableTarget(
          target: target, reply: reply, characters: characters, movieFields: movieFields)
      case .bad(let fault):
        refuted.append(
          RefutedReply(question: question.hash, reply: reply.replyID, fault: fault))
        tried.insert(reply.replyID)
        candidate = try self.last(for: [question.hash], excluding: tried)[question.hash]
      }
    }
    return nil
  }
}
