import Basics
package import OpenAIClient
package import Planner
import Recipe
package import TropeModel

/// Chat completions, many at once, at the rate that is allowed; of one server, or of several.
package struct RealtimeLane: Sendable {
  let context: LaneContext
  let flex: FlexRule?
  /// The servers, the cheapest first: one, or several by their names.
  let ways: [LaneWay]
  /// Rings where one of several may have room.
  let bell = Bell()
  private let toldStandardPrice = Locked(false)
  /// Whether it has been told that what some servers refuse waits for others that are out.
  let toldOfRefused = Locked(false)
  /// Requests that were put behind the others since nothing was answered while they failed.
  let setAside = Locked<Set<String>>([])
  private let timeout: Duration
  let policy: RetryPolicy

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
    ways = [LaneWay(context: context, budget: budget, concurrency: concurrency)]
    self.timeout = flex == nil ? timeout : max(timeout, FlexRule.timeout)
    self.policy = policy
  }

  /// A lane of several servers.
  ///
  /// - Parameter endpoints: each with its booking, the cheapest first; at least one.
  package init(
    context: LaneContext, endpoints: [LaneWay], timeout: Duration,
    policy: RetryPolicy = RetryPolicy(attempts: 5)
  ) {
    self.context = context
    flex = nil
    ways = endpoints
    self.timeout = timeout
    self.policy = policy
  }

  /// Whether it has servers to choose from, which have their names then.
  var isShared: Bool { ways.contains { $0.name != nil } }

  /// The limits with what the server's headers said; `nil` before they have said anything, and where several are asked.
  package var heardLimits: Limits? {
    get async { isShared ? nil : await ways.first?.gate.heardLimits }
  }

  /// Sends requests until none is left and none can come, or the run stops. What is on the wire when it stops is
  /// awaited and recorded.
  package func run() async {
    await withDiscardingTaskGroup { group in
      while let taken = await context.pool.takeRealtime() {
        if !isShared { await ways.first?.slots.take() }
        guard let request = context.rendered(taken) else {
          if !isShared { await ways.first?.slots.giveBack() }
          await context.pool.finishedRealtime()
          continue
        }
        guard let sending = await first(request) else {
          await context.pool.finishedRealtime()
          // Only a run that does not wait, or has no budget left, gets here without being stopped: the rest is for
          // the next one. The batch lane goes on with what it has.
          await context.pool.stop()
          break
        }
        group.addTask {
          var held: LaneWay? = sending.way
          await ask(sending, holding: &held)
          await free(&held)
          await context.pool.finishedRealtime()
        }
      }
    }
    await context.recorder.settleRefusals()
  }

  /// A request that may be sent, with the place that it takes; `nil` where it may not in this run.
  private func first(_ request: PendingRequest) async -> Sending? {
    if isShared { return await chosen(request) }
    if let sending = await sending(request) { return sending }
    await ways.first?.slots.giveBack()
    return nil
  }

  /// Gives the place back that a request takes, if it takes one.
  private func free(_ held: inout LaneWay?) async {
    await held?.slots.giveBack()
    held = nil
    bell.ring()
  }

  /// A request that may be sent: its body is fixed by now, and with it the most that it can cost. A class, since it goes through
  /// many hands and changes in none.
  final class Sending: Sendable {
    let request: PendingRequest
    let way: LaneWay
    /// The server's place among `ways`.
    let place: Int
    let body: [UInt8]
    /// The most output tokens that it allows.
    let bound: Int?
    let extras: RequestExtras
    let lane: Lane
    let reservation: SpendingCap.Reservation
    let pass: RealtimeGate.Pass

    init(
      request: PendingRequest, way: LaneWay, place: Int, body: [UInt8], bound: Int?,
      extras: RequestExtras, lane: Lane, reservation: SpendingCap.Reservation,
      pass: RealtimeGate.Pass
    ) {
      self.request = request
      self.way = way
      self.place = place
      self.body = body
      self.bound = bound
      self.extras = extras
      self.lane = lane
      self.reservation = reservation
      self.pass = pass
    }
  }

  /// Waits until a request may go, for the limits and for the budget; `nil` where it may not in this run.
  private func sending(_ request: PendingRequest) async -> Sending? {
    guard let way = ways.first else { return nil }
    let bound = way.bound(of: request)
    guard
      let reservation = await context.cap.admitRealtime(
        way.most(request, bound: bound), stop: context.stop, time: context.time,
        waitsForBatches: tellOfBudget)
    else { return nil }
    return await sending(request, bound, reservation, in: context.realtimeLane)
  }

  /// Tells that nothing goes until batches have ended, since the budget has no more room while they may cost their most.
  @Sendable func tellOfBudget() {
    context.report(.waiting(lane: context.realtimeLane, until: context.time.now(), .budget))
  }

  /// Waits until a request may go for which the budget has room.
  private func sending(
    _ request: PendingRequest, _ bound: Int?, _ reservation: SpendingCap.Reservation, in lane: Lane
  ) async -> Sending? {
    // The server weighs a request by what it may become.
    let tokens = max(request.inputTokens.tokens, bound ?? 0)
    guard let pass = await ways.first?.gate.pass(tokens: tokens) else {
      await context.cap.ended(reservation, real: 0)
      return nil
    }
    return sending(request, bound, reservation, pass, at: 0, in: lane)
  }

  /// A request that may go to the server at a place.
  func sending(
    _ request: PendingRequest, _ bound: Int?, _ reservation: SpendingCap.Reservation,
    _ pass: RealtimeGate.Pass, at place: Int, in lane: Lane
  ) -> Sending {
    let way = ways[place]
    let extras = way.context.dialect.realtime(
      movies: request.questions.count, tier: lane.tier ?? .standard)
    let body = way.context.recipe.requestBody(
      for: request.questions, outputBound: context.bounds.inBody(bound), extras: extras)
    return Sending(
      request: request, way: way, place: place, body: body, bound: bound, extras: extras,
      lane: lane, reservation: reservation, pass: pass)
  }

  /// The same at the standard price, for a request that the tier flex refused: where it would else be late and the budget has
  /// room for it.
  func atStandardPrice(_ request: PendingRequest, slack: Duration?) async -> Sending? {
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
  ///
  /// - Parameter held: the server whose place it takes.
  private func ask(_ first: Sending, holding held: inout LaneWay?) async {
    var sending = first
    var course = RequestCourse(of: first)
    while true {
      let way = sending.way
      // By the steady clock: one that is set back or forward in between must not make the day forget its requests.
      guard
        await context.recorder.sent(
          course.request, at: context.time.steady(), countsDay: way.countsDay, endpoint: way.name)
      else { return }
      context.report(.sent(requests: 1))
      let failure: APIFailure
      do {
        let answer = try await way.context.complete(
          sending.body, bound: sending.bound, timeout: timeout)
        await way.gate.answered(sending.pass, headers: answer.rateLimits)
        await context.cap.ended(sending.reservation, real: await take(answer, of: sending))
        return
      } catch {
        failure = error
      }
      let isIll = await way.gate.failed(sending.pass, failure)
      // What may have run may have to be paid.
      await context.cap.ended(sending.reservation, real: failure.mayHaveRun ? nil : 0)
      if isShared { await free(&held) }
      switch await turn(after: failure, of: sending, isIll: isIll, &course) {
      case .over: return
      case .sent(let next): sending = next
      case .again:
        guard let next = await next(course) else {
          if await goesAlone(course.request, refusedBy: course.refusedBy) { return }
          return await leave(course.request)
        }
        sending = next
        held = next.way
      }
    }
  }

  /// A request that may be sent again; of several servers to the one that has room.
  private func next(_ course: RequestCourse) async -> Sending? {
    isShared
      ? await chosen(course.request, refusedBy: course.refusedBy, avoiding: course.failedBy)
      : await sending(course.request)
  }
}
