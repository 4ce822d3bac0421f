import Basics
import OpenAIClient
import Recipe
import TropeModel

/// What becomes of requests that were not answered.
extension RealtimeLane {
  /// Puts a request behind the others, once, where the server has answered none while it failed: one at a time has all its
  /// tries behind it before anybody can tell whether it is the request or the server.
  func putsAside(
    _ request: PendingRequest, _ failure: APIFailure, since began: Timestamp
  ) async -> Bool {
    guard failure.speaksOfServer, case .retry = failure.disposition, context.stop.raised == nil,
      await !hasAnswered(since: began),
      setAside.withLock({ $0.insert(request.customID).inserted })
    else { return false }
    await leave(request)
    await context.pool.addRealtime([request])
    return true
  }

  /// Whether any of the servers has answered since then.
  private func hasAnswered(since moment: Timestamp) async -> Bool {
    for way in ways where await way.gate.hasAnswered(since: moment) { return true }
    return false
  }

  /// Leaves a request to the next run.
  func leave(_ request: PendingRequest) async {
    await context.recorder.queuedAgain(request.questions.map(\.hash))
  }

  /// Waits, unless the run does not wait so long or is stopped: then the request is left to the next one.
  ///
  /// - Parameter event: what is told of it where it is waited for.
  /// - Returns: whether the time is over.
  func pause(_ wait: Duration, _ request: PendingRequest, telling event: LaneEvent? = nil) async
    -> Bool
  {
    if context.noWait, wait > LaneContext.longWait {
      await leave(request)
      await context.pool.stop()
      return false
    }
    if let event { context.report(event) }
    if await context.stop.sleep(wait, by: context.time) { return true }
    await leave(request)
    return false
  }

  /// How often one request may fail while the server is ill before that counts against it.
  static let mostFailuresOfServer = 30

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
          way.call, failure,
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

  func giveUp(_ request: PendingRequest, _ failure: APIFailure) async {
    if context.stop.raised != nil {
      return await leave(request)
    }
    if request.questions.count > 1, failure.disposition == .failRequest {
      // One movie of a group may be what the server does not take: the others need not suffer for it. They go at once, for
      // where all is refused that is to be seen soon.
      await context.pool.addRealtime(request.questions.map(context.alone), areNext: true)
      return
    }
    if failure.disposition == .failRequest, !context.failFast {
      if await context.recorder.refused(request.questions.map(\.hash), failure) {
        context.stop.raise(.cannotGoOn(.call(failure)))
      }
      return
    }
    await context.fail(
      request.questions, reason: failure.description, advice: Recorder.askedAgain)
  }
}
