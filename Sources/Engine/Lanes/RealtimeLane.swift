import Basics
package import OpenAIClient
package import Planner
import Recipe
package import TropeModel

/// Chat completions, many at once, at the rate that is allowed.
package struct RealtimeLane: Sendable {
  let context: LaneContext
  let flex: FlexRule?
  private let toldStandardPrice = Locked(false)
  /// Requests that were put behind the others since nothing was answered while they failed.
  let setAside = Locked<Set<String>>([])
  let gate: RealtimeGate
  private let slots: Slots
  private let concurrency: Int
  private let countsDay: Bool
  private let timeout: Duration
  private let policy: RetryPolicy

  /// So many go at once before the first good reply, and with a budget before the first bill: until then nobody knows what the
  /// server makes of them, and what they cost.
  private static let firstShare = 8
  private static let firstShareOfBudget = 1
  /// Where no more are allowed a day, each request is in the ledger before it goes, which costs a commit. Of more, no server
  /// misses those of a tenth of a second that a kill makes forgotten.
  private static let mostCountedSingly = 100_000

  /// - Parameters:
  ///   - budget: the account's limits, with what the last day has used.
  ///   - concurrency: the most requests on the wire at once.
  ///   - timeout: how long one answer may take.
  ///   - flex: for a lane that asks at the tier flex.
  package init(
    context: LaneContext, budget: RateBudget, concurrency: Int, timeout: Duration,
    policy: RetryPolicy = RetryPolicy(attempts: 5), flex: FlexRule? = nil
  ) {
    self.context = context
    self.flex = flex
    gate = RealtimeGate(budget: budget, context: context)
    self.concurrency = concurrency
    countsDay = budget.limits.requestsPerDay.map { $0 <= Self.mostCountedSingly } ?? false
    slots = Slots(
      min(concurrency, context.cap.isLimited ? Self.firstShareOfBudget : Self.firstShare))
    self.timeout = flex == nil ? timeout : max(timeout, FlexRule.timeout)
    self.policy = policy
  }

  /// The limits with what the server's headers said; `nil` before they have said anything.
  package var heardLimits: Limits? { get async { await gate.heardLimits } }

  /// Sends requests until none is left and none can come, or the run stops. What is on the wire when it stops is
  /// awaited and recorded.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while let taken = await context.pool.takeRealtime() {
        await slots.take()
        guard let request = context.rendered(taken) else {
          await slots.giveBack()
          await context.pool.finishedRealtime()
          continue
        }
        guard let sending = await sending(request) else {
          await slots.giveBack()
          await context.pool.finishedRealtime()
          // Only a run that does not wait, or has no budget left, gets here without being stopped: the rest is for
          // the next one. The batch lane goes on with what it has.
          await context.pool.stop()
          break
        }
        group.addTask {
          await ask(sending)
          await slots.giveBack()
          await context.pool.finishedRealtime()
        }
      }
    }
    await context.recorder.settleRefusals()
  }

  /// A request that may be sent: its body is fixed by now, and with it the most that it can cost.
  private struct Sending: Sendable {
    var request: PendingRequest
    var body: [UInt8]
    /// The most output tokens that it allows.
    var bound: Int?
    var extras: RequestExtras
    var lane: Lane
    var reservation: SpendingCap.Reservation
    var pass: RealtimeGate.Pass
  }

  /// Waits until a request may go, for the limits and for the budget; `nil` where it may not in this run.
  private func sending(_ request: PendingRequest) async -> Sending? {
    let bound = context.bounds.tokens(for: request)
    let most =
      (bound ?? (context.recipe.asksForDecisions ? 0 : nil)).flatMap {
        context.mostCost?(request, $0)
      } ?? context.realtimeCost(request)
    guard
      let reservation = await context.cap.admitRealtime(
        most, stop: context.stop, time: context.time)
    else { return nil }
    return await sending(request, bound, reservation, in: context.realtimeLane)
  }

  /// Waits until a request may go for which the budget has room.
  private func sending(
    _ request: PendingRequest, _ bound: Int?, _ reservation: SpendingCap.Reservation, in lane: Lane
  ) async -> Sending? {
    // The server weighs a request by what it may become.
    let tokens = max(request.inputTokens.tokens, bound ?? 0)
    guard let pass = await gate.pass(tokens: tokens) else {
      await context.cap.ended(reservation, real: 0)
      return nil
    }
    let extras = context.dialect.realtime(
      movies: request.questions.count, tier: lane.tier ?? .standard)
    let body = context.recipe.requestBody(
      for: request.questions, outputBound: context.bounds.inBody(bound), extras: extras)
    return Sending(
      request: request, body: body, bound: bound, extras: extras, lane: lane,
      reservation: reservation, pass: pass)
  }

  /// The same at the standard price, for a request that the tier flex refused: where it would else be late and the budget has
  /// room for it.
  private func atStandardPrice(_ request: PendingRequest, slack: Duration?) async -> Sending? {
    guard let flex, let slack, slack <= .zero else { return nil }
    let bound = context.bounds.tokens(for: request)
    guard
      let reservation = await context.cap.admitIfItFits(flex.standardCost(request, bound))
    else { return nil }
    if !toldStandardPrice.withLock({ told in
      defer { told = true }
      return told
    }) {
      context.report(.remark(batch: nil, words: Self.standardPriceWords))
    }
    return await sending(request, bound, reservation, in: .realtime)
  }

  /// Sends one request, again where that may help, and hands its reply on.
  private func ask(_ first: Sending) async {
    var sending = first
    let request = first.request
    var retries = RetryState()
    var failuresOfServer = 0
    let began = first.pass.sentAt
    var refusals = 0
    while true {
      // By the steady clock: one that is set back or forward in between must not make the day forget its requests.
      guard
        await context.recorder.sent(request, at: context.time.steady(), countsDay: countsDay)
      else { return }
      context.report(.sent(requests: 1))
      do {
        let answer = try await context.complete(
          sending.body, bound: sending.bound, timeout: timeout)
        await gate.answered(sending.pass, headers: answer.rateLimits)
        await context.cap.ended(sending.reservation, real: await take(answer, of: sending))
        return
      } catch {
        let serverIsIll = await gate.failed(sending.pass, error)
        // What may have run may have to be paid.
        await context.cap.ended(sending.reservation, real: error.mayHaveRun ? nil : 0)
        if error.refusesCacheOptions, sending.extras.cache != .unsaid {
          // The next body says nothing of the cache.
          context.cacheIsRefused()
        } else if error.kind == .badRequest, sending.extras.isBounded {
          // Nor of bounds in the schema, which a gateway on this machine may pass on to one who does not take them.
          context.boundsAreRefused()
        } else if error.kind == .resourceUnavailable, sending.lane == .flex {
          refusals += 1
          let slack = await slack(request)
          if let next = await atStandardPrice(request, slack: slack) {
            sending = next
            continue
          }
          guard await waitsForRoom(request, refusals: refusals, slack: slack, error) else { return }
        } else if serverIsIll, failuresOfServer < Self.mostFailuresOfServer {
          // The gate lets one at a time feel its way, ever more rarely: no request is to blame for that.
          failuresOfServer += 1
        } else {
          let action = retries.failed(error, policy: policy, random: context.random())
          if action == .giveUp, await putsAside(request, error, since: began) { return }
          guard let wait = await wait(after: action, error, request),
            await pause(wait, request)
          else { return }
        }
        guard let next = await self.sending(request) else { return await leave(request) }
        sending = next
      }
    }
  }

  /// Hands a reply on.
  ///
  /// - Returns: what it cost, in dollars; `nil` where the server does not tell.
  private func take(_ answer: ChatAnswer, of sending: Sending) async -> Double? {
    let request = sending.request
    let confidences = context.confidences(of: answer.reply)
    let judgement = context.recipe.judgement(
      on: answer.reply, for: request.questions, confidences: confidences)
    let again = await context.recorder.take(
      Answered(
        lane: sending.lane, batch: nil, customID: request.customID, requestID: answer.requestID,
        status: answer.status, reply: answer.reply, body: answer.rawBody,
        questions: request.questions, verdicts: judgement.verdicts, notes: judgement.notes,
        confidences: confidences, sentAt: sending.pass.sentAt,
        askedTier: sending.lane.tier ?? .standard))
    let isGood = judgement.verdicts.contains { if case .record = $0 { true } else { false } }
    if isGood, !again.isSuspect { await slots.widen(to: concurrency) }
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
