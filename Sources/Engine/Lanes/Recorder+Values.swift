import OpenAIClient
import Planner
import Recipe
import Store
import TropeModel

extension Recorder {
  /// A reply as the ledger keeps it.
  ///
  /// - Parameter usage: what is believed of it.
  func paidReply(_ answered: Answered, _ usage: TokenUsage) -> PaidReply {
    let (requestedModel, prices) = priced(answered)
    let cost = prices.cost(of: usage, in: tier(of: answered))
    let isGrouped = answered.questions.count > 1
    return PaidReply(
      receivedAt: time.now(), lane: answered.lane, batchNumber: answered.batch,
      customID: answered.customID, requestID: answered.requestID,
      model: answered.reply?.model ?? requestedModel, requestedModel: requestedModel,
      finishReason: answered.reply?.finishReason,
      content: answered.reply?.content ?? answered.reply?.refusal, statusCode: answered.status,
      body: answered.reply?.tokens == nil
        ? answered.body : ReplyBody.reduced(answered.body, to: answered.confidences), usage: usage,
      serviceTier: answered.reply?.serviceTier, costDollars: cost,
      isSandbox: answered.reply?.model.map { $0 == TropesDatabase.sandboxModel } ?? isSandbox,
      answers: zip(answered.questions, answered.verdicts).enumerated().map { place, pair in
        let verdict: AnswerVerdict =
          if case .bad(let fault) = pair.1 { .bad("\(fault)") } else { .valid }
        return PaidAnswer(
          question: pair.0.hash, key: isGrouped ? "m\(place + 1)" : "", verdict: verdict)
      },
      moviesPerRequest: answered.batch == nil ? moviesPerRequest : nil,
      endpoint: answered.endpoint?.name)
  }

  /// OpenAI's words for tiers whose price no table has.
  private static let tiersWithoutPrice: Set = ["scale", "ultrafast"]

  /// The tier by which a reply is billed: the one that served it. A batch has its own, whatever its lines say.
  private func tier(of answered: Answered) -> ServiceTier {
    if answered.lane == .batch { return .batch }
    let asked = answered.askedTier
    guard let told = answered.reply?.serviceTier else { return asked }
    let tier = ServiceTier(answer: told)
    // Other servers have words of their own for what they do.
    guard tier != asked, tier != nil || Self.tiersWithoutPrice.contains(told) else { return asked }
    remarkOnce("tier \(told)", RecorderWords.otherTier(told, tier, asked: asked))
    return tier ?? asked
  }

  /// The records that one answer makes: one for each target that asked it.
  func finished(
    _ question: Digest, _ characters: [LabelledCharacter], _ movieFields: [FieldAnswer],
    _ answered: Answered, _ paid: PaidReply
  ) -> [FinishedRecord] {
    let share = max(1, answered.questions.count)
    let sharing = targets[question] ?? []
    // What several movies or targets got from one reply is divided among them, so that sums come out right.
    let parts = share * max(1, sharing.count)
    let place = answered.questions.firstIndex { $0.hash == question } ?? 0
    return sharing.enumerated().map { number, target in
      FinishedRecord(
        log: target.log, characters: characters, movieFields: movieFields,
        castStatus: target.castStatus, lane: answered.lane, batchNumber: answered.batch,
        remoteBatchID: answered.batch.flatMap(remoteID), model: paid.model,
        usage: paid.usage.share(place * sharing.count + number, of: parts),
        costDollars: paid.costDollars / Double(parts),
        tokenCount: tokenCounts[question]?.tokens ?? 0, builtAt: paid.receivedAt)
    }
  }

  /// By how much the API's count of a request differs from ours; `nil` where that tells nothing: the sandbox's
  /// count, or an estimate of ours, or one so far off that something else is amiss.
  func offset(of paid: PaidReply, _ questions: [Question]) -> Int? {
    guard !paid.isSandbox, paid.usage.input > 0, let counted = countedTokens(questions) else {
      return nil
    }
    let offset = paid.usage.input.subtractingSaturated(counted)
    return offset.magnitude <= max(counted / 4, 64).magnitude ? offset : nil
  }

  /// The tokens of a request with these questions, where they were counted exactly.
  func countedTokens(_ questions: [Question]) -> Int? {
    guard let counted, var tokens = counted.tokens[questions.count] else { return nil }
    for question in questions {
      guard let own = tokenCounts[question.hash], own.isExact else { return nil }
      tokens += own.tokens
    }
    return tokens
  }
}
