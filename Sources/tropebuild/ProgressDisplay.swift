import Basics
import Display
import Engine
import Glibc
import Planner
import TropeModel

/// Shows on standard error how a build stands, and keeps it up to date. What is shown, `ProgressScreen` decides.
///
/// Sound as `Sendable`: `screen` is touched under `lock` only, and written from there too, so that lines keep
/// their order.
final class ProgressDisplay: @unchecked Sendable {
  private let lock = Lock()
  private let time: TimeSource
  private let isSilent: Bool
  private let isLive: Bool
  private let start = ContinuousClock.now
  private var screen: ProgressScreen
  private var hasEnded = false

  init(plan: ProgressPlan, time: TimeSource, timeScale: Double, isSilent: Bool) {
    self.time = time
    self.isSilent = isSilent
    let kind = TerminalKind.ofStandardError
    isLive = kind.isLive
    screen = ProgressScreen(
      // A clock that runs faster than the user's tells them nothing.
      model: ProgressModel(plan: plan, clock: timeScale == 1 ? Self.clockTime : nil), kind: kind)
  }

  /// Takes an event in.
  func take(_ event: LaneEvent) { write { $0.take(event, at: $1, size: .ofStandardError) } }

  /// Says something once.
  func note(_ text: String) {
    write { $0.say(Notice(.program, text), at: $1, size: .ofStandardError) }
  }

  /// Redraws from now on, until it is cancelled.
  func keepCurrent() -> Task<Void, Never> {
    Task { [self] in
      while !Task.isCancelled {
        write { $0.tick(at: $1, size: .ofStandardError) }
        try? await Task.sleep(for: .milliseconds(isLive ? 200 : 1_000))
      }
    }
  }

  /// Takes the live lines away.
  func end() {
    write { screen, _ in screen.end(size: .ofStandardError) }
    lock.withLock { hasEnded = true }
  }

  private func write(_ change: (inout ProgressScreen, Moment) -> String) {
    guard !isSilent else { return }
    lock.withLock {
      guard !hasEnded else { return }
      let moment = Moment(time.now(), real: ContinuousClock.now - start)
      let text = change(&screen, moment)
      if !text.isEmpty { Console.write(text) }
    }
  }

  /// `14:32` by the user's clock, with the day where it is not today.
  @Sendable private static func clockTime(_ moment: Timestamp) -> String {
    var seconds = time_t(moment.milliseconds / 1_000)
    var now = Glibc.time(nil)
    var (then, today) = (tm(), tm())
    localtime_r(&seconds, &then)
    localtime_r(&now, &today)
    let isToday = then.tm_yday == today.tm_yday && then.tm_year == today.tm_year
    var text = [CChar](repeating: 0, count: 32)
    let length = strftime(&text, text.count, isToday ? "%H:%M" : "%a %H:%M", &then)
    return String(decoding: text.prefix(length).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}

extension ProgressPlan {
  /// What a preview sets out to do.
  init(_ preview: Preview, isSandbox: Bool, startedAt: Timestamp) {
    let forecast = preview.forecast
    let limits = preview.terms.limits
    self.init(
      realtime: Share(
        movies: preview.plan.realtime.movieCount, requests: preview.plan.realtime.count,
        inputTokens: forecast.realtime.inputTokens,
        typical: forecast.realtime.typical),
      realtimeLane: forecast.realtimeLane,
      batch: Share(
        movies: preview.plan.batches.flatMap { $0 }.movieCount + preview.survey.inBatches.count,
        requests: preview.plan.batches.reduce(0) { $0 + $1.count },
        typical: max(forecast.batch.typical, preview.underWay.typical)),
      batches: preview.plan.batches.count + preview.survey.openBatches.count,
      turnaround: preview.turnaround?.typical,
      dollars: preview.dollarsOfFirst, isEstimate: forecast.isEstimate, isSandbox: isSandbox,
      requestsPerMinute: limits.requestsPerMinute, tokensPerMinute: limits.tokensPerMinute,
      requestsPerDay: limits.requestsPerDay, startedAt: startedAt)
    isFree = preview.terms.isFree
  }
}
