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
  private let policy: RetryPolicy

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

  /// A request that may be sent: its body is fixed by now, and with it the most that it can cost.
  struct Sending: Sendable {
    var request: PendingRequest
    var way: LaneWay
    /// The server's place among `ways`.
    var place: Int
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
    guard let way = ways.first else { return nil }
    let bound = way.bound(of: request)
    guard
      let reservation = await context.cap.admitRealtime(
        way.most(request, bound: bound), stop: context.stop, time: context.time)
    else { return nil }
    return await sending(request, bound, reservation, in: context.realtimeLane)
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
  ///
  /// - Parameter held: the server whose place it takes.
  private func ask(_ first: Sending, holding held: inout LaneWay?) async {
    var sending = first
    let request = first.request
    var retries = RetryState()
    var failuresOfServer = 0
    let began = first.pass.sentAt
    var refusals = 0
    // Of several servers, those that refuse it for what it is, and the one that failed it last.
    var refusedBy: Set<Int> = []
    var failedBy: Int?
    // Those that it waits for, as they have failed it since.
    var waits = 0
    var waitsSince: Timestamp?
    while true {
      let way = sending.way
      // By the steady clock: one that is set back or forward in between must not make the day forget its requests.
      guard
        await context.recorder.sent(
          request, at: context.time.steady(), countsDay: way.countsDay, endpoint: way.name)
      else { return }
      context.report(.sent(requests: 1))
      do {
        let answer = try await way.context.complete(
          sending.body, bound: sending.bound, timeout: timeout)
        await way.gate.answered(sending.pass, headers: answer.rateLimits)
        await context.cap.ended(sending.reservation, real: await take(answer, of: sending))
        return
      } catch {
        let serverIsIll = await way.gate.failed(sending.pass, error)
        // What may have run may have to be paid.
        await context.cap.ended(sending.reservation, real: error.mayHaveRun ? nil : 0)
        if isShared { await free(&held) }
        failedBy = nil
        if error.refusesCacheOptions, sending.extras.cache != .unsaid {
          // The next body says nothing of the cache.
          way.context.cacheIsRefused()
        } else if way.context.boundIsRefused(error, in: sending.extras.boundNames) {
          // Nor has it the name that is refused.
        } else if error.mayRefuseSchema, sending.extras.isBounded {
          // Nor of bounds in the schema, which a gateway on this machine may pass on to one who does not take them.
          way.context.boundsAreRefused()
        } else if error.kind == .resourceUnavailable, sending.lane == .flex {
          refusals += 1
          let slack = await slack(request)
          if let next = await atStandardPrice(request, slack: slack) {
            sending = next
            continue
          }
          guard await waitsForRoom(request, refusals: refusals, slack: slack, error) else { return }
        } else if !refusedBy.isEmpty,
          await isOnlyIllness(error, of: way, since: waitsSince ?? sending.pass.sentAt)
        {
          if await goesAlone(request, refusedBy: refusedBy) { return }
          failedBy = sending.place
          waitsSince = waitsSince ?? sending.pass.sentAt
          waits += 1
          // The gate of one that is ill holds it back itself.
          if !serverIsIll, await !pauses(request, after: error, at: way, number: waits - 1) {
            return
          }
        } else if serverIsIll, failuresOfServer < Self.mostFailuresOfServer {
          // The gate lets one at a time feel its way, ever more rarely: no request is to blame for that.
          failuresOfServer += 1
          failedBy = sending.place
        } else if isShared, error.disposition == .stopPayingLanes {
          // What a person must mend there, another server need not have.
          await way.gate.leaveOut(.call(error), sending.pass)
          failedBy = sending.place
        } else if isShared, error.disposition == .failRequest,
          await goesElsewhere(request, after: error, at: sending, refusedBy: &refusedBy)
        {
          failedBy = sending.place
        } else {
          failedBy = error.speaksOfServer ? sending.place : nil
          let action = retries.failed(error, policy: policy, random: context.random())
          if action == .giveUp, await putsAside(request, error, since: began) { return }
          guard let wait = await wait(after: action, error, request, at: way),
            await pause(wait, request)
          else { return }
        }
        guard let next = await next(request, refusedBy: refusedBy, avoiding: failedBy) else {
          if await goesAlone(request, refusedBy: refusedBy) { return }
          return await leave(request)
        }
        sending = next
        held = next.way
      }
    }
  }

  /// Waits before a request goes to a server again that is ill; false where that is left to the next run.
  private func pauses(
    _ request: PendingRequest, after failure: APIFailure, at way: LaneWay, number: Int
  ) async -> Bool {
    let wait = policy.wait(
      number: number, serverWait: failure.retryAfter, random: context.random())
    return await pause(wait, request, telling: .retry(way.call, failure, after: wait))
  }

  /// A request that may be sent again; of several servers to the one that has room.
  private func next(
    _ request: PendingRequest, refusedBy: Set<Int>, avoiding failed: Int?
  ) async -> Sending? {
    isShared
      ? await chosen(request, refusedBy: refusedBy, avoiding: failed) : await sending(request)
  }

  /// Whether a request that one of several servers refuses goes to another. One that refuses whatever it is asked is left out.
  private func goesElsewhere(
    _ request: PendingRequest, after failure: APIFailure, at sending: Sending,
    refusedBy: inout Set<Int>
  ) async -> Bool {
    refusedBy.insert(sending.place)
    guard await hasOther(than: refusedBy, for: request) else { return false }
    if await sending.way.gate.refused(failure) {
      await sending.way.gate.leaveOut(.call(failure), sending.pass)
    }
    return true
  }
}
