import OpenAIClient
import Planner
import Recipe
import Store
import TropeModel

/// What a reply tells of the server, beside its answers: what is odd is said once a run, and what makes a run senseless
/// ends it.
extension Recorder {
  /// The usage that is believed, and whether it is a forecast for want of one.
  func believedUsage(_ answered: Answered) -> (usage: TokenUsage, isForecast: Bool) {
    let expected = expectation?(answered.questions)
    guard let reported = answered.reply?.usage else {
      if !isSandbox { remarkOnce("no usage", RecorderWords.noUsage) }
      return (expected?.forecast ?? .zero, true)
    }
    // Nobody writes an answer of no token.
    let isUncounted = reported.output == 0 && answered.reply?.content?.isEmpty == false
    guard let expected, isUncounted || !expected.allows(reported) else {
      return (reported.whole, false)
    }
    remarkOnce("usage", RecorderWords.implausible(reported, expected))
    return (expected.forecast, true)
  }

  /// Says something once a run.
  func remarkOnce(_ subject: String, _ words: @autoclosure () -> String) {
    guard remarked.insert(subject).inserted else { return }
    report(.remark(batch: nil, words: words()))
  }

  /// Looks at a reply that was taken in for the first time.
  ///
  /// - Returns: whether its prompt seems to have been cut, and why the one of several servers that gave it is to be left out; a
  ///   single one ends the run.
  func watch(
    _ answered: Answered, _ paid: PaidReply, isForecast: Bool
  ) -> (isShort: Bool, obstacle: Obstacle?) {
    for note in answered.notes { remarkOnce(note.subject, "\(note)") }
    let verdicts = zip(answered.questions, answered.verdicts).filter { isWanted($0.0.hash) }
    watchBounds(
      verdicts.map { ($0.0.hash, $0.1) },
      askedAt: answered.sentAt.map(time.onWall) ?? answered.batchWrittenAt)
    let server = answered.endpoint?.name
    var obstacle: Obstacle?
    var isShort = false
    if !isForecast, !paid.isSandbox {
      (isShort, obstacle) = watchPrompt(paid, answered.questions, of: server)
    }
    let bad = badReplies[server, default: BadReplyWatch()].took(
      verdicts.map { ($0.0.movie, $0.1) },
      excerpt: { text.line(answered.reply?.content ?? answered.reply?.refusal ?? "", limit: 200) })
    obstacle = obstacle ?? bad.map(Obstacle.badReplies)
    guard let obstacle else { return (isShort, nil) }
    guard server != nil else {
      stop.raise(.cannotGoOn(obstacle))
      return (isShort, nil)
    }
    return (isShort, obstacle)
  }

  /// Replies that were cut off get more room, and say so.
  private func watchBounds(
    _ verdicts: [(question: Digest, verdict: ReplyVerdict)], askedAt: Timestamp?
  ) {
    let cut = verdicts.filter { $0.verdict == .bad(.cutOff) }.map(\.question)
    guard !cut.isEmpty else { return bounds.wasWhole() }
    if let factor = bounds.wasCutOff(cut, askedAt: askedAt, now: time.now()) {
      report(.remark(batch: nil, words: RecorderWords.enlarged(factor)))
    }
  }

  /// Input that was billed far below what was counted exactly was not read.
  private func watchPrompt(
    _ paid: PaidReply, _ questions: [Question], of server: String?
  ) -> (isShort: Bool, obstacle: Obstacle?) {
    guard let counted = countedTokens(questions) else { return (false, nil) }
    var obstacle: Obstacle?
    switch shortPrompts[server, default: ShortPromptWatch()].took(
      counted: counted, billed: paid.usage.input)
    {
    case .none: break
    case .warn: remarkOnce("short", RecorderWords.shortPrompt(counted, paid.usage.input))
    case .stop: obstacle = .cutPrompts(counted: counted, billed: paid.usage.input)
    }
    return (ShortPromptWatch.isShort(counted: counted, billed: paid.usage.input), obstacle)
  }

  /// The model that was asked and the prices of the one that answered.
  ///
  /// What the tropefile gives for this run's model does not hold for another; the tables do. A batch of another run, or of
  /// another part of this one, may have asked another model: it is booked by what it asked.
  func priced(_ answered: Answered) -> (model: String, prices: Prices) {
    let key = AnsweringModel(
      name: answered.reply?.model, batch: answered.batch, endpoint: answered.endpoint?.name)
    if let last = lastPriced, last.key == key { return (last.model, last.prices) }
    let (model, prices) = price(answered)
    lastPriced = (key, model, prices)
    return (model, prices)
  }

  private func price(_ answered: Answered) -> (model: String, prices: Prices) {
    let terms = answered.batchTerms
    let asked = terms?.model ?? answered.endpoint?.model ?? requestedModel
    let booked = terms?.model ?? answered.endpoint?.bookedModel ?? requestedModel
    let prices = terms?.prices ?? answered.endpoint?.prices ?? prices
    guard let answering = answered.reply?.model, answering != TropesDatabase.sandboxModel,
      !isSandbox, !ModelNames.areSame(asked, answering)
    else { return (booked, prices) }
    guard ModelFacts.named(asked) != nil else {
      if isOwn, answered.endpoint == nil, !answered.isOfOtherRecipe { noteModel(answering) }
      return (booked, prices)
    }
    let other = ModelFacts.named(answering)
    if answered.isOfOtherRecipe, terms == nil {
      // Nothing tells what it asked but the answer.
      return other.map { ($0.name, $0.prices) } ?? (booked, prices)
    }
    remarkOnce(
      "model" + (answered.endpoint.map { " at \($0.name)" } ?? ""),
      RecorderWords.otherModel(asked, answering, isKnown: other != nil))
    return (booked, other?.prices ?? prices)
  }
}

extension Recorder {
  /// Notes which model a server of one's own answers by, as it tells; one that is not the model that was asked is told once.
  package func noteModel(_ answering: String) {
    guard !ModelNames.areAlike(requestedModel, answering) else { return }
    remarkOnce("model", RecorderWords.ownModel(requestedModel, answering))
  }
}

/// Which model answered to what: what the price of a reply depends on.
struct AnsweringModel: Equatable {
  var name: String?
  var batch: Int?
  var endpoint: String?
}

extension ReplyNote {
  /// What is said once.
  var subject: String {
    switch self {
    case .unknownEnd: "end"
    case .fence: "fence"
    case .thoughts: "thoughts"
    case .byteOrderMark: "mark"
    case .unknownKey: "key"
    case .sameAnswerAgain: "same answer"
    case .characterRefused: "character refused"
    }
  }
}
