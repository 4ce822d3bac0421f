import OpenAIClient
import Recipe
import TropeModel

/// What comes of an answer.
extension RealtimeLane {
  /// Hands a reply on.
  ///
  /// - Returns: what it cost, in dollars; `nil` where the server does not tell.
  func take(_ answer: ChatAnswer, of sending: Sending) async -> Double? {
    let request = sending.request
    let confidences = sending.way.context.confidences(of: answer.reply)
    let judgement = context.recipe.judgement(
      on: answer.reply, for: request.questions, confidences: confidences)
    let again = await context.recorder.take(
      Answered(
        lane: sending.lane, batch: nil, customID: request.customID, requestID: answer.requestID,
        status: answer.status, reply: answer.reply, body: answer.rawBody,
        questions: request.questions, verdicts: judgement.verdicts, notes: judgement.notes,
        confidences: confidences, sentAt: sending.pass.sentAt,
        askedTier: sending.lane.tier ?? .standard,
        endpoint: sending.way.booking))
    let isGood = judgement.verdicts.contains { if case .record = $0 { true } else { false } }
    if isGood, !again.isSuspect { await sending.way.slots.widen(to: sending.way.concurrency) }
    if let obstacle = again.obstacle { await sending.way.gate.leaveOut(obstacle, sending.pass) }
    for failed in again.failed {
      context.report(.failed(movie: failed.movie, reason: failed.reason))
      if context.failFast { context.stop.raise(.failedFast) }
    }
    for question in again.toAsk {
      context.report(
        .askedAgain(
          movie: question.movie, lane: context.realtimeLane, reason: again.reason(of: question)))
    }
    if !again.toAsk.isEmpty {
      await context.recorder.queuedAgain(again.toAsk.map(\.hash))
      await context.pool.addRealtime(again.toAsk.map(context.alone))
    }
    return again.isForecast ? nil : again.dollars
  }
}

extension Recipe {
  /// What a reply is worth.
  func judgement(
    on reply: ChatReply, for questions: [Question], confidences: LabelConfidences? = nil
  ) -> ReplyJudgement {
    if reply.isTooLong { return ReplyJudgement(.tooLong, questions) }
    return judge(
      content: reply.content, finishReason: reply.finishReason, refusal: reply.refusal,
      for: questions, confidences: confidences)
  }
}
