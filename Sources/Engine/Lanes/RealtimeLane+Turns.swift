import Basics
import OpenAIClient
import Recipe
import TropeModel

/// What one request has met on its way to an answer.
struct RequestCourse {
  let request: PendingRequest
  /// When it was first sent, by the steady clock.
  let began: Timestamp
  /// What the request itself, or the account, was refused for so far.
  var retries = RetryState()
  /// How often the server was ill, for which no request is to blame.
  var failuresOfServer = 0
  /// How often the tier flex had no room.
  var refusalsOfFlex = 0
  /// Of several servers, those that refuse it for what it is, and the one that failed it last.
  var refusedBy: Set<Int> = []
  var failedBy: Int?
  /// How often, and since when, it has waited for others than these, which have failed it since.
  var waits = 0
  var waitsSince: Timestamp?

  init(of sending: RealtimeLane.Sending) {
    request = sending.request
    began = sending.pass.sentAt
  }
}

/// What is done about a request that was sent and not answered.
extension RealtimeLane {
  enum Turn {
    /// It goes again, to whichever server has room.
    case again
    /// It goes again so, with the room that it has been given.
    case sent(Sending)
    /// It has found its end, or is left to the next run.
    case over

    /// Again, unless the wait before that has ended with the run.
    fileprivate init(goesOn: Bool) { self = goesOn ? .again : .over }
  }

  /// - Parameter isIll: whether the server is ill by what its gate has seen.
  func turn(
    after failure: APIFailure, of sending: Sending, isIll: Bool, _ course: inout RequestCourse
  ) async -> Turn {
    course.failedBy = nil
    if leavesOut(whatIsRefusedBy: failure, of: sending) { return .again }
    if failure.kind == .resourceUnavailable, sending.lane == .flex {
      return await turn(withoutFlex: failure, &course)
    }
    if !course.refusedBy.isEmpty,
      await isOnlyIllness(
        failure, of: sending.way, since: course.waitsSince ?? sending.pass.sentAt)
    {
      return await turn(whileOthersRefuse: failure, of: sending, isIll: isIll, &course)
    }
    if isIll, course.failuresOfServer < Self.mostFailuresOfServer {
      // The gate lets one at a time feel its way, ever more rarely: no request is to blame for that.
      course.failuresOfServer += 1
      course.failedBy = sending.place
      return .again
    }
    if isShared, await othersMayTake(failure, of: sending, &course) {
      course.failedBy = sending.place
      return .again
    }
    return await turn(byPolicy: failure, of: sending, &course)
  }

  /// Whether the server may refuse an option that the next body does without.
  private func leavesOut(whatIsRefusedBy failure: APIFailure, of sending: Sending) -> Bool {
    if failure.refusesCacheOptions, sending.extras.cache != .unsaid {
      // The next body says nothing of the cache.
      sending.way.context.cacheIsRefused()
    } else if sending.way.context.boundIsRefused(failure, in: sending.extras.boundNames) {
      // Nor has it the name that is refused.
    } else if failure.mayRefuseSchema, sending.extras.isBounded {
      // Nor of bounds in the schema, which a gateway on this machine may pass on to one who does not take them.
      sending.way.context.boundsAreRefused()
    } else {
      return false
    }
    return true
  }

  private func turn(
    withoutFlex failure: APIFailure, _ course: inout RequestCourse
  ) async -> Turn {
    course.refusalsOfFlex += 1
    let slack = await slack(course.request)
    if let next = await atStandardPrice(course.request, slack: slack) { return .sent(next) }
    return Turn(
      goesOn: await waitsForRoom(
        course.request, refusals: course.refusalsOfFlex, slack: slack, failure))
  }

  /// Others refuse it for what it is: the one that is ill is waited for.
  private func turn(
    whileOthersRefuse failure: APIFailure, of sending: Sending, isIll: Bool,
    _ course: inout RequestCourse
  ) async -> Turn {
    if await goesAlone(course.request, refusedBy: course.refusedBy) { return .over }
    course.failedBy = sending.place
    course.waitsSince = course.waitsSince ?? sending.pass.sentAt
    course.waits += 1
    // The gate of one that is ill holds it back itself.
    if isIll { return .again }
    let wait = policy.wait(
      number: course.waits - 1, serverWait: failure.retryAfter, random: context.random())
    return Turn(
      goesOn: await pause(
        wait, course.request,
        telling: .retry(sending.way.call, failure, after: wait)))
  }

  /// Whether another of several servers may take what one does not: what a person must mend there, or what it refuses. One that
  /// refuses whatever it is asked is left out.
  private func othersMayTake(
    _ failure: APIFailure, of sending: Sending, _ course: inout RequestCourse
  ) async -> Bool {
    let gate = sending.way.gate
    switch failure.disposition {
    case .stopPayingLanes:
      await gate.leaveOut(.call(failure), sending.pass)
      return true
    case .failRequest:
      course.refusedBy.insert(sending.place)
      guard await hasOther(than: course.refusedBy, for: course.request) else { return false }
      if await gate.refused(failure) { await gate.leaveOut(.call(failure), sending.pass) }
      return true
    default:
      return false
    }
  }

  private func turn(
    byPolicy failure: APIFailure, of sending: Sending, _ course: inout RequestCourse
  ) async -> Turn {
    course.failedBy = failure.speaksOfServer ? sending.place : nil
    let action = course.retries.failed(failure, policy: policy, random: context.random())
    if action == .giveUp, await putsAside(course.request, failure, since: course.began) {
      return .over
    }
    guard let wait = await wait(after: action, failure, course.request, at: sending.way) else {
      return .over
    }
    return Turn(goesOn: await pause(wait, course.request))
  }
}
