import OpenAIClient
import Basics
import TropeModel

/// Several servers in one lane: a request goes to the cheapest that has room.
extension RealtimeLane {
  /// What kept a request from going to a server now.
  private enum Refusal {
    /// Left out until then.
    case out(Timestamp, Obstacle)
    /// All its places are taken.
    case noPlace
    /// The budget has no room for it at its price.
    case tooDear
    case wait(Timestamp, WaitReason)
  }

  /// Waits until one of the servers takes a request; `nil` where none does in this run.
  ///
  /// - Parameters:
  ///   - refusedBy: by their places those that do not take it. The others are waited for as long as they are worth it.
  ///   - avoided: one that has just failed it: only where no other is well.
  func chosen(
    _ request: PendingRequest, refusedBy: Set<Int> = [], avoiding avoided: Int? = nil
  ) async -> Sending? {
    var told: Timestamp?
    var hasToldOfBudget = false
    while context.stop.raised == nil {
      let seen = bell.count
      let now = context.time.steady()
      var places = takers(of: request).filter { !refusedBy.contains($0) }
      if let avoided, await isAnyWell(places.filter { $0 != avoided }) {
        places.removeAll { $0 == avoided }
      }
      var refusals: [(place: Int, refusal: Refusal)] = []
      for place in places {
        switch await attempt(request, at: place, now: now) {
        case .success(let sending): return sending
        case .failure(let refusal): refusals.append((place, refusal.why))
        }
      }
      if await noneIsLeft() { return nil }
      if !refusedBy.isEmpty {
        // Some movies of a group may be taken by those that refuse it for another.
        if request.questions.count > 1, await !isAnyWell(places) { return nil }
        if await !isAnyWorthWaiting(places, at: now) {
          tellOfRefused(by: refusedBy, waitingFor: places)
          return nil
        }
      }
      let next: (Timestamp, WaitReason)?
      switch await whatToWaitFor(request, refusals.map(\.refusal)) {
      case .servers: next = Self.nextMoment(refusals.map(\.refusal))
      case .batches:
        next = (now + SpendingCap.batchGlance, .budget)
        if !hasToldOfBudget { tellOfBudget() }
        hasToldOfBudget = true
      case .nothing: return nil
      }
      let hasPlaceToCome = refusals.contains {
        if case .noPlace = $0.refusal { true } else { false }
      }
      if let (moment, why) = next, !hasPlaceToCome {
        if context.noWait, moment - now > LaneContext.longWait { return nil }
        if moment - now > RealtimeGate.quietWait, told != moment {
          told = moment
          context.report(
            .waiting(lane: context.realtimeLane, until: context.time.onWall(moment), why))
        }
      }
      await bell.wait(
        after: seen, atMost: next.map { max($0.0 - now, .milliseconds(1)) },
        stop: context.stop, time: context.time)
    }
    return nil
  }

  private struct Refused: Error {
    var why: Refusal
  }

  /// Takes a place, room in the budget and the right to send at one server, or nothing of them.
  private func attempt(
    _ request: PendingRequest, at place: Int, now: Timestamp
  ) async -> Result<Sending, Refused> {
    let way = ways[place]
    if let (until, obstacle) = await way.gate.outage(now: now) {
      return .failure(Refused(why: .out(until, obstacle)))
    }
    guard await way.slots.takeIfFree() else { return .failure(Refused(why: .noPlace)) }
    let bound = way.bound(of: request)
    guard let reservation = await context.cap.admitIfItFits(way.most(request, bound: bound)) else {
      await way.slots.giveBack()
      return .failure(Refused(why: .tooDear))
    }
    let refusal: Refusal
    switch await way.gate.offer(tokens: max(request.inputTokens.tokens, bound ?? 0)) {
    case .go(let pass):
      return .success(
        sending(request, bound, reservation, pass, at: place, in: context.realtimeLane))
    case .wait(let until, let why, _): refusal = .wait(until, why)
    case .waitForOthers: refusal = .wait(now + RealtimeGate.glance, .rate)
    }
    await context.cap.ended(reservation, real: 0)
    await way.slots.giveBack()
    return .failure(Refused(why: refusal))
  }

  private func isAnyWell(_ places: [Int]) async -> Bool {
    for place in places where await ways[place].gate.isWell { return true }
    return false
  }

  /// Whether no server is left that could be asked; then the run stops.
  private func noneIsLeft() async -> Bool {
    var last: Obstacle?
    for way in ways {
      guard let obstacle = await way.gate.obstacle else { return false }
      last = last ?? obstacle
    }
    if let last { context.stop.raise(.cannotGoOn(last)) }
    return true
  }

  private enum Awaited {
    /// Or what is on the wire at them.
    case servers
    /// The budget has no room at any server's price until batches have ended.
    case batches
    /// Nor can anything make some.
    case nothing
  }

  private func whatToWaitFor(_ request: PendingRequest, _ refusals: [Refusal]) async -> Awaited {
    let isTooDear = refusals.contains { if case .tooDear = $0 { true } else { false } }
    let isOther = refusals.contains { refusal in
      switch refusal {
      case .tooDear: false
      case .out(_, let obstacle): obstacle.mayPass
      case .noPlace, .wait: true
      }
    }
    if isOther { return .servers }
    guard isTooDear, let least = ways.map({ $0.most(request, bound: $0.bound(of: request)) }).min()
    else { return .nothing }
    return switch await context.cap.roomOrDenial(for: least) {
    case .onceBilled: .servers
    case .onceBatchesEnd: .batches
    case .never: .nothing
    }
  }

  /// The earliest moment at which a server may have room, and what is waited for; `nil` where only a place is.
  private static func nextMoment(_ refusals: [Refusal]) -> (Timestamp, WaitReason)? {
    var next: (Timestamp, WaitReason)?
    for refusal in refusals {
      let found: (Timestamp, WaitReason)?
      switch refusal {
      case .out(let until, .call(let failure)): found = (until, .server(failure))
      case .out: found = nil
      case .wait(let until, let why): found = (until, why)
      case .noPlace, .tooDear: found = nil
      }
      if let found, next.map({ found.0 < $0.0 }) ?? true { next = found }
    }
    return next
  }

  /// The servers whose context holds a request; where none does, as after a batch that another server was to answer, those with
  /// the longest.
  private func takers(of request: PendingRequest) -> [Int] {
    let places = ways.indices.filter { ways[$0].holds(request) }
    guard places.isEmpty else { return places }
    let longest = ways.map(\.contextTokens).max()
    return ways.indices.filter { ways[$0].contextTokens == longest }
  }

  /// Whether a failure only tells that the server is ill which a request waits for that others have refused: not where that has
  /// answered meanwhile.
  ///
  /// - Parameter since: when the request was sent that failed so first.
  func isOnlyIllness(
    _ failure: APIFailure, of way: LaneWay, since moment: Timestamp
  ) async -> Bool {
    guard failure.speaksOfServer, case .retry = failure.disposition else { return false }
    return await !way.gate.hasAnswered(since: moment)
  }

  /// Sends the movies of a group alone which some servers refuse while no other is well: those may take all of them but one, and
  /// only that one has to wait.
  ///
  /// - Returns: false where there is nothing to divide, or the run stops.
  func goesAlone(_ request: PendingRequest, refusedBy: Set<Int>) async -> Bool {
    guard !refusedBy.isEmpty, request.questions.count > 1, context.stop.raised == nil else {
      return false
    }
    await context.pool.addRealtime(request.questions.map(context.alone), areNext: true)
    return true
  }

  /// Whether another server may take what these refuse: now, or when it is well again.
  func hasOther(than refusedBy: Set<Int>, for request: PendingRequest) async -> Bool {
    for place in takers(of: request) where !refusedBy.contains(place) {
      if await ways[place].gate.obstacle?.mayPass ?? true { return true }
    }
    return false
  }

  private func isAnyWorthWaiting(_ places: [Int], at now: Timestamp) async -> Bool {
    for place in places where await ways[place].gate.isWorthWaiting(at: now) { return true }
    return false
  }

  /// Tells once that what some refuse is left to the next run, since the others are out.
  private func tellOfRefused(by refusedBy: Set<Int>, waitingFor others: [Int]) {
    let isNews = toldOfRefused.withLock { told in
      defer { told = true }
      return !told
    }
    guard isNews else { return }
    context.report(
      .remark(
        batch: nil,
        words: EndpointWords.leftToNextRun(
          refusedBy: refusedBy.sorted().compactMap { ways[$0].name },
          out: others.compactMap { ways[$0].name })))
  }
}
