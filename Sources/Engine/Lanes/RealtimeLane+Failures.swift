import OpenAIClient
import Recipe
import TropeModel

/// What comes of a failure.
extension RealtimeLane {
  /// What to do after a failure; `nil` where the request has found its end.
  func wait(
    after action: RetryState.Action, _ failure: APIFailure, _ request: PendingRequest,
    at way: LaneWay
  ) async -> Duration? {
    switch action {
    case .retry(let wait):
      // The gate holds all back after a limit, this request among them.
      let pause = failure.isLimit ? max(wait, await way.gate.held()) : wait
      context.report(
        .retry(
          .request(context.realtimeLane), failure,
          after: isShared && failure.isLimit ? .zero : pause))
      return failure.isLimit && (isShared || !context.noWait) ? .zero : pause
    case .sleepDay(let wait):
      let wait = wait ?? .seconds(900)
      await way.gate.hold(wait)
      // Of several servers another may have room.
      if isShared { return .zero }
      context.report(
        .waiting(
          lane: context.realtimeLane, until: context.time.now() + wait, .day))
      return .zero
    case .waitForQueue:
      return .seconds(60)
    case .stopPayingLanes:
      context.stop.raise(.cannotGoOn(.call(failure)))
      await leave(request)
      return nil
    case .cancelled:
      await leave(request)
      return nil
    case .giveUp:
      await giveUp(request, failure)
      return nil
    }
  }

  private func giveUp(_ request: PendingRequest, _ failure: APIFailure) async {
    if context.stop.raised != nil {
      return await leave(request)
    }
    if request.questions.count > 1, failure.disposition == .failRequest {
      // One movie of a group may be what the server does not take: the others need not suffer for it.
      await context.pool.addRealtime(request.questions.map(context.alone))
      return
    }
    if await context.recorder.refused(failure) {
      context.stop.raise(.cannotGoOn(.call(failure)))
    }
    await context.fail(
      request.questions, reason: failure.description, advice: "the next run asks again")
  }
}
