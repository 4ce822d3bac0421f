import Display
import Planner
package import TropeModel

/// How a run stands: events and a clock go in, lines come out. It writes nothing and asks no clock.
package struct ProgressModel: Sendable {
  /// As planned, with what moved between the lanes and what the server says of its limits.
  private(set) var plan: ProgressPlan
  private(set) var realtimeDone = 0
  private(set) var batchDone = 0
  private(set) var failed = 0
  private(set) var sentRequests = 0
  private(set) var dollars = 0.0
  /// Input tokens of real-time answers.
  private(set) var realtimeTokens = 0
  /// Batches as they were last heard of, by number.
  private(set) var batches: [Int: BatchView] = [:]
  private(set) var queue: (tokens: Int, limit: Int)?
  private(set) var waits: [Lane: Wait] = [:]
  private(set) var requests: RateMeter
  private(set) var tokens: RateMeter
  /// Output tokens of all replies of real time, and when its first request went out.
  private(set) var written = 0
  private(set) var firstSentAt: Timestamp?
  /// A moment as people read it on their clock; `nil` where the run's clock is not theirs.
  let clock: (@Sendable (Timestamp) -> String)?

  /// A batch as it was last heard of.
  struct BatchView: Sendable, Equatable {
    var step: BatchStep
    var done = 0
    var total = 0
    /// When it was first heard of as the server's, and how much of it was done then.
    var since: Timestamp?
    var doneBefore = 0
    /// What the lane had recorded when all of the batch was answered.
    var recordedBefore: Int?
  }

  /// What a lane waits for.
  struct Wait: Sendable, Equatable {
    var until: Timestamp
    var why: WaitReason
    var since: Timestamp
  }

  package init(plan: ProgressPlan, clock: (@Sendable (Timestamp) -> String)? = nil) {
    self.plan = plan
    self.clock = clock
    requests = RateMeter(startedAt: plan.startedAt)
    tokens = RateMeter(startedAt: plan.startedAt)
  }

  /// Takes an event in.
  ///
  /// - Returns: what is worth a line that stays.
  package mutating func take(_ event: LaneEvent, at now: Timestamp) -> Notice? {
    switch event {
    case .recorded(let movies, let lane, _):
      if lane.isRealtime { realtimeDone += movies.count }
      if lane == .batch { batchDone += movies.count }
    case .paid(let lane, let usage, let cost):
      dollars += cost
      if lane.isRealtime {
        tokens.add(usage.input, at: now)
        realtimeTokens = realtimeTokens.addingSaturated(usage.input)
        written = written.addingSaturated(usage.output)
      }
    case .failed(let movie, let reason):
      failed += 1
      return Notice(.failed, "failed: \(movie): \(reason)")
    case .askedAgain(let movie, _, let reason):
      return Notice(.askedAgain, "\(movie): asked again: \(reason)")
    case .sent(let count):
      sentRequests += count
      if firstSentAt == nil { firstSentAt = now }
      requests.add(count, at: now)
      waits[.realtime] = nil
      waits[.flex] = nil
    case .waiting(let lane, let until, let why):
      let wait = Wait(until: until, why: why, since: now)
      waits[lane] = wait
      return Notice(.waiting(isBatch: lane == .batch), "waiting: " + words(wait, at: now))
    case .queue(let used, let limit):
      queue = (used, limit)
    case .batch(let number, let step, let done, let total):
      return take(BatchView(step: step, done: done, total: total), of: number, at: now)
    case .moved(let questions, let from, let to, let batch, let why):
      move(questions, from: from, to: to)
      return Notice(
        .program, "batch \(batch): \(questions) from \(from.rawValue) to \(to.rawValue): \(why)")
    case .limits(let limits):
      plan.requestsPerMinute = limits.requestsPerMinute
      plan.tokensPerMinute = limits.tokensPerMinute
      plan.requestsPerDay = limits.requestsPerDay
    case .forecast(let forecast):
      plan.dollars = forecast.dollars
      plan.isEstimate = forecast.isOpen
      plan.turnaround = forecast.turnaround ?? plan.turnaround
      if forecast.batchTypical > .zero { plan.batch.typical = forecast.batchTypical }
    case .target: break
    case .remark(let batch, let words):
      return Notice(.program, batch.map { "batch \($0): \(words)" } ?? words)
    case .retry(let what, let why, let after):
      return Notice(.retry(what), "\(what): \(why); again in \(Format.time(after))")
    }
    return nil
  }

  private mutating func take(
    _ heard: BatchView, of number: Int, at now: Timestamp
  ) -> Notice? {
    let before = batches[number]
    var view = heard
    if view.step.isWithServer {
      view.since = before?.since ?? now
      view.doneBefore = before?.since == nil ? view.done : before?.doneBefore ?? 0
      if view.total > 0, view.done >= view.total {
        view.recordedBefore = before?.recordedBefore ?? batchDone
      }
    }
    batches[number] = view
    // What another batch does ends no wait.
    if !batches.values.contains(where: \.step.isWaiting) { waits[.batch] = nil }
    guard before?.step != view.step else { return nil }
    return Notice(.batch(number), "batch \(number): \(Self.words(view))")
  }

  private mutating func move(_ questions: Int, from: Lane, to: Lane) {
    if from.isRealtime { plan.realtime.movies = max(0, plan.realtime.movies - questions) }
    if from == .batch { plan.batch.movies = max(0, plan.batch.movies - questions) }
    if to.isRealtime { plan.realtime.movies += questions }
    if to == .batch { plan.batch.movies += questions }
  }

  /// Movies of each lane. What a lane has done beyond its share it took over from the other.
  var shares: (realtime: Int, batch: Int) {
    let whole = plan.realtime.movies + plan.batch.movies
    if batchDone > plan.batch.movies {
      return (max(realtimeDone, whole - batchDone), batchDone)
    }
    if realtimeDone > plan.realtime.movies {
      return (realtimeDone, max(batchDone, whole - realtimeDone))
    }
    return (plan.realtime.movies, plan.batch.movies)
  }

  /// What a lane waits for now, unless the wait is over.
  func wait(of lane: Lane, at now: Timestamp) -> Wait? {
    guard let wait = waits[lane] else { return nil }
    // Where the end was not known, it lasts until something else is heard.
    return wait.until > now || wait.until <= wait.since ? wait : nil
  }
}
