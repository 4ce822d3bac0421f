package import OpenAIClient
package import Planner
import Recipe
import TropeModel

/// Chat completions, many at once, at the rate that is allowed.
package struct RealtimeLane: Sendable {
  private let context: LaneContext
  private let gate: RealtimeGate
  private let slots: Slots
  private let timeout: Duration
  private let policy: RetryPolicy

  /// - Parameters:
  ///   - budget: the account's limits, with what the last day has used.
  ///   - concurrency: the most requests on the wire at once.
  ///   - timeout: how long one answer may take.
  package init(
    context: LaneContext, budget: RateBudget, concurrency: Int, timeout: Duration,
    policy: RetryPolicy = RetryPolicy(attempts: 5)
  ) {
    self.context = context
    gate = RealtimeGate(budget: budget, context: context)
    slots = Slots(concurrency)
    self.timeout = timeout
    self.policy = policy
  }

  /// Sends requests until none is left and none can come, or the run stops. What is on the wire when it stops is
  /// awaited and recorded.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while let request = await context.pool.takeRealtime() {
        await slots.take()
        guard let pass = await pass(for: request) else {
          await slots.giveBack()
          await context.pool.finishedRealtime()
          // Only a run that does not wait, or has no budget left, gets here without being stopped: the rest is for
          // the next one. The batch lane goes on with what it has.
          await context.pool.stop()
          break
        }
        group.addTask {
          await ask(request, pass)
          await slots.giveBack()
          await context.pool.finishedRealtime()
        }
      }
    }
  }

  /// Waits until a request may go, for the limits and for the budget; `nil` where it may not in this run.
  private func pass(for request: PendingRequest) async -> RealtimeGate.Pass? {
    let cost = context.realtimeCost(request)
    guard
      await context.cap.admitRealtime(cost, stop: context.stop, time: context.time)
    else { return nil }
    if let pass = await gate.pass(tokens: request.inputTokens.tokens) { return pass }
    await context.cap.endedRealtime(reserved: cost, real: 0)
    return nil
  }

  /// Sends one request, again where that may help, and hands its reply on.
  private func ask(_ request: PendingRequest, _ firstPass: RealtimeGate.Pass) async {
    let body = context.recipe.requestBody(for: request.questions)
    var pass = firstPass
    var retries = RetryState()
    var failuresOfServer = 0
    let cost = context.realtimeCost(request)
    while true {
      guard await context.recorder.sent(request, at: context.time.now()) else { return }
      context.report(.sent(requests: 1))
      do {
        let answer = try await context.client.chatCompletion(body: body, timeout: timeout)
        await gate.answered(pass, headers: answer.rateLimits)
        let real = await take(answer, of: request)
        await context.cap.endedRealtime(reserved: cost, real: real ?? cost)
        return
      } catch {
        let serverIsIll = await gate.failed(pass, error)
        // What may have run may have to be paid.
        await context.cap.endedRealtime(reserved: cost, real: error.mayHaveRun ? cost : 0)
        if serverIsIll, failuresOfServer < Self.mostFailuresOfServer {
          // The gate lets one at a time feel its way, ever more rarely: no request is to blame for that.
          failuresOfServer += 1
        } else {
          let action = retries.failed(error, policy: policy, random: context.random())
          guard let wait = await wait(after: action, error, request) else { return }
          if context.noWait, wait > LaneContext.longWait {
            await context.recorder.queuedAgain(request.questions.map(\.hash))
            return await context.pool.stop()
          }
          guard await context.stop.sleep(wait, by: context.time) else {
            await context.recorder.queuedAgain(request.questions.map(\.hash))
            return
          }
        }
        guard let next = await self.pass(for: request) else {
          await context.recorder.queuedAgain(request.questions.map(\.hash))
          return
        }
        pass = next
      }
    }
  }

  /// How often one request may fail while the server is ill before that counts against it.
  private static let mostFailuresOfServer = 30

  /// What to do after a failure; `nil` where the request has found its end.
  private func wait(
    after action: RetryState.Action, _ failure: APIFailure, _ request: PendingRequest
  ) async -> Duration? {
    switch action {
    case .retry(let wait):
      if failure.isLimit { await gate.hold(until: context.time.now() + wait) }
      context.report(.retry(what: "the real-time lane", why: failure.description, after: wait))
      return wait
    case .sleepDay(let wait):
      let wait = wait ?? .seconds(900)
      let moment = context.time.now() + wait
      await gate.hold(until: moment)
      context.report(
        .waiting(lane: .realtime, until: moment, why: "the day's requests are used up"))
      return .zero
    case .waitForQueue:
      return .seconds(60)
    case .stopPayingLanes:
      context.stop.raise(.cannotGoOn(failure.description))
      await context.recorder.queuedAgain(request.questions.map(\.hash))
      return nil
    case .cancelled:
      await context.recorder.queuedAgain(request.questions.map(\.hash))
      return nil
    case .giveUp:
      await giveUp(request, failure)
      return nil
    }
  }

  private func giveUp(_ request: PendingRequest, _ failure: APIFailure) async {
    if context.stop.raised != nil {
      await context.recorder.queuedAgain(request.questions.map(\.hash))
      return
    }
    if request.questions.count > 1, failure.disposition == .failRequest {
      // One movie of a group may be what the server does not take: the others need not suffer for it.
      await context.pool.addRealtime(request.questions.map(context.alone))
      return
    }
    if await context.recorder.refused(failure) {
      context.stop.raise(.cannotGoOn(failure.description))
    }
    await context.fail(
      request.questions, reason: failure.description, advice: "the next run asks again")
  }

  /// Hands a reply on.
  ///
  /// - Returns: what it cost, in dollars; `nil` where the server does not tell.
  private func take(_ answer: ChatAnswer, of request: PendingRequest) async -> Double? {
    let verdicts = context.recipe.verdicts(on: answer.reply, for: request.questions)
    let again = await context.recorder.take(
      Answered(
        lane: .realtime, batch: nil, customID: request.customID, requestID: answer.requestID,
        status: answer.status, reply: answer.reply, body: answer.rawBody,
        questions: request.questions, verdicts: verdicts))
    for failed in again.failed {
      context.report(.failed(movie: failed.movie, reason: failed.reason))
      if context.failFast { context.stop.raise(.failedFast) }
    }
    for question in again.toAsk {
      context.report(
        .askedAgain(movie: question.movie, lane: .realtime, reason: again.reason(of: question)))
    }
    if !again.toAsk.isEmpty { await context.pool.addRealtime(again.toAsk.map(context.alone)) }
    return answer.reply?.usage == nil ? nil : again.dollars
  }
}

extension Recipe {
  /// The verdicts on a reply, also on one that holds no completion.
  func verdicts(on reply: ChatReply?, for questions: [Question]) -> [ReplyVerdict] {
    check(
      content: reply?.content, finishReason: reply?.finishReason, refusal: reply?.refusal,
      for: questions)
  }
}
