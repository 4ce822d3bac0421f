import Display
import Engine
import Planner
import TropeModel

/// What happens in a run, as log lines: steps of batches and limits at `info`, targets at `debug`, what was paid
/// at `trace`, trouble at `notice` and above.
struct LaneLog: Sendable {
  private let logger: Logger

  init(_ logger: Logger) { self.logger = logger }

  /// Takes an event of the lanes.
  func take(_ event: LaneEvent) {
    switch event {
    case .recorded(let movies, let lane, let batch):
      logger.debug(
        "recorded",
        metadata: [
          "movies": "\(movies.count)", "lane": "\(lane)",
          "batch": "\(Self.orNone(batch))",
        ])
    case .paid(let lane, let usage, let dollars):
      logger.trace(
        "paid",
        metadata: [
          "lane": "\(lane)", "input_tokens": "\(usage.input)",
          "cached_input_tokens": "\(usage.cachedInput)", "output_tokens": "\(usage.output)",
          "dollars": "\(dollars)",
        ])
    case .failed(let movie, let reason):
      logger.warning("failed", metadata: ["movie": "\(movie)", "reason": "\(reason)"])
    case .askedAgain(let movie, let lane, let reason):
      logger.notice(
        "asked again",
        metadata: ["movie": "\(movie)", "lane": "\(lane)", "reason": "\(reason)"])
    case .sent: break
    case .waiting(let lane, let until, let why):
      logger.notice(
        "waiting",
        metadata: ["lane": "\(lane)", "until": "\(until.iso8601)", "reason": "\(why)"])
    case .queue(let tokens, let limit):
      logger.debug("queue", metadata: ["tokens": "\(tokens)", "limit": "\(limit)"])
    case .batch(let number, let step, let done, let total):
      logger.info(
        "batch",
        metadata: [
          "batch": "\(number)", "state": "\(step.spoken)", "done": "\(done)", "total": "\(total)",
        ])
    case .moved(let questions, let from, let to, let batch, let why):
      logger.info(
        "moved",
        metadata: [
          "questions": "\(questions)", "from": "\(from)", "to": "\(to)", "batch": "\(batch)",
          "reason": "\(why)",
        ])
    case .retry(let what, let why, let after):
      logger.notice(
        "retry",
        metadata: [
          "what": "\(what)", "reason": "\(why)", "after": "\(Format.time(after))",
        ])
    case .remark(let batch, let words):
      logger.warning(
        "remark", metadata: ["batch": "\(Self.orNone(batch))", "text": "\(words)"])
    case .target(let movie, let state, _):
      logger.debug("target", metadata: ["movie": "\(movie)", "state": "\(state)"])
    case .forecast(let forecast):
      logger.debug(
        "forecast",
        metadata: [
          "dollars": "\(forecast.dollars)", "typical": "\(Format.time(forecast.typical))",
          "output_ratio": "\(forecast.outputRatio)",
        ])
    case .limits(let limits):
      logger.info(
        "limits",
        metadata: [
          "requests_per_minute": "\(Self.orNone(limits.named.requestsPerMinute))",
          "requests_per_day": "\(Self.orNone(limits.named.requestsPerDay))",
          "tokens_per_minute": "\(Self.orNone(limits.named.tokensPerMinute))",
        ])
    }
  }

  private static func orNone(_ number: Int?) -> String { number.map(String.init) ?? "none" }

  /// The run has ended.
  func ended(_ summary: BuildSummary) {
    var metadata: Logger.Metadata = [
      "outcome": "\(summary.outcome)", "built": "\(summary.built)",
      "failed": "\(summary.failed.count)", "left": "\(summary.left)",
      "dollars": "\(summary.dollars)", "forecast_dollars": "\(summary.forecastDollars)",
    ]
    if let reason = summary.stop?.reason { metadata["reason"] = "\(reason)" }
    var isBad = !summary.failed.isEmpty
    if case .cannotGoOn = summary.stop { isBad = true }
    logger.log(level: isBad ? .error : .info, "run ended", metadata: metadata)
  }
}
