import Display
import Planner
import TropeModel

// The words of progress.

extension ProgressModel {
  /// `412 of 500 requests/min`, or tokens where they are nearer to their limit; `nil` before there is a rate.
  func rate(at now: Timestamp) -> String? {
    if plan.isFree { return speed(at: now) }
    guard let requests = requests.perMinute(at: now), let tokens = tokens.perMinute(at: now) else {
      return nil
    }
    // Within the first minute a rate is reckoned up from less: more than a minute's limit it says of no minute.
    let isEarly = now - plan.startedAt < .seconds(60)
    let shownRequests = isEarly ? min(requests, plan.requestsPerMinute) : requests
    let shownTokens = isEarly ? min(tokens, plan.tokensPerMinute) : tokens
    let ofRequests = Double(requests) / Double(max(1, plan.requestsPerMinute))
    let ofTokens = Double(tokens) / Double(max(1, plan.tokensPerMinute))
    // A server without limits has none to show.
    let most = { (limit: Int) -> Int? in limit < Limits.none ? limit : nil }
    if ofTokens > ofRequests {
      let limit = most(plan.tokensPerMinute).map { " of \(Format.count($0))" } ?? ""
      return "\(Format.count(shownTokens))\(limit) tokens/min"
    }
    let limit = most(plan.requestsPerMinute).map { " of \(Format.grouped($0))" } ?? ""
    return "\(Format.grouped(shownRequests))\(limit) requests/min"
  }

  /// `4.9 tokens/s, 190 movies/h`; before there is an answer, for how long the first one is awaited.
  private func speed(at now: Timestamp) -> String? {
    guard let firstSentAt, now > firstSentAt else { return nil }
    let elapsed = now - firstSentAt
    guard written > 0 else { return "no answer yet after \(Format.time(elapsed))" }
    let perSecond = Double(written) / elapsed.inSeconds
    let perHour = Double(realtimeDone) / elapsed.inSeconds * 3_600
    return "\(Self.short(perSecond)) tokens/s, \(Self.short(perHour)) movies/h"
  }

  /// Two or three digits that tell.
  private static func short(_ rate: Double) -> String {
    rate < 10 ? Format.decimal(rate, places: 1) : Format.count(Int(min(rate.rounded(), 1e12)))
  }

  /// `2 of 4 ended`, or how much of the queue is used while none has.
  func batchState() -> String? {
    let ended = batches.values.count(where: \.step.isOver)
    let all = max(plan.batches, batches.count)
    guard all > 0 else { return nil }
    let room = queue.map { queue in
      queue.tokens > 0
        ? "\(Format.count(queue.tokens)) of \(Format.count(queue.limit)) tokens queued" : nil
    }
    if ended == 0, let room = room ?? nil { return room }
    return "\(ended) of \(all) ended"
  }

  static func words(_ view: BatchView) -> String {
    view.done > 0 && view.total > 0
      ? "\(view.step.spoken), \(Format.grouped(view.done)) of \(Format.grouped(view.total))"
      : view.step.spoken
  }

  /// `the day's requests are used up until 14:32 (3.2 h)`.
  func words(_ wait: LaneWaits.Wait, at now: Timestamp) -> String {
    guard wait.until > now else { return "\(wait.why)" }
    let left = Format.time(wait.until - now)
    guard let clock else { return "\(wait.why), for \(left)" }
    return "\(wait.why) until \(clock(wait.until)) (\(left))"
  }

  static func left(_ left: Duration?) -> String? {
    left.map { $0 > .zero ? "\(Format.time($0)) left" : "later than typical" }
  }

  /// `$1.23 of ≈$5.43`; in a rehearsal it is what a real run would pay.
  var cost: String {
    if plan.isFree { return "no cost" }
    return
      "\(Format.dollars(dollars)) of \(plan.isEstimate ? "≈" : "")\(Format.dollars(plan.dollars))"
  }

  /// What is said of the cost in a rehearsal.
  var rehearsed: String { " (rehearsed: nothing is paid)" }

  /// What comes next, the most pressing first.
  func next(at now: Timestamp) -> [String] {
    var next = [plan.realtimeLane, .batch].compactMap { lane in
      wait(of: lane, at: now).map { words($0, at: now) }
    }
    if wait(of: .batch, at: now) == nil {
      let underWay = batches.filter { !$0.value.step.isOver }.sorted { $0.key < $1.key }
      if let (number, view) = underWay.first {
        let more = underWay.count - 1
        next.append(
          "batch \(number) is \(Self.progressive(view))"
            + (more > 0 ? ", and \(more) more under way" : ""))
      }
    }
    return next
  }

  /// The state of a batch as it stands after "batch 3 is".
  private static func progressive(_ view: BatchView) -> String {
    switch view.step {
    case .submitted: "with the server"
    case .uploading: "being uploaded"
    case .written: "written, to be uploaded"
    case .remote where view.step.isInProgress && view.total > 0:
      "in progress, \(Format.grouped(view.done)) of \(Format.grouped(view.total)) answered"
    default: words(view)
    }
  }
}
