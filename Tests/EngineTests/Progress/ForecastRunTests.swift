import Planner
import Store
import Synchronization
import Testing
import TestSupport
import Tropefile
import TropeModel

@testable import Engine

/// Forecasts that learn while a run goes on.
@Suite struct ForecastRunTests {
  private static let movies = 40

  private func project(
    _ rig: EngineRig, _ strategy: Strategy, outputTokens: Int? = nil, output: Double = 100
  ) throws -> Project {
    try rig.project { settings in
      settings.plan.strategy = strategy
      settings.plan.batchTokenTarget = 30_000
      settings.lanes.realtime.concurrency = 1
      settings.prices.input = 0.1
      settings.prices.output = output
      settings.prices.batchInput = 0.05
      settings.prices.batchOutput = output / 2
      settings.forecast.outputTokens = outputTokens
    }
  }

  /// What was told of a run, after so many replies.
  private final class Told: Sendable {
    private let state = Mutex<(paid: Int, forecasts: [(paid: Int, RunForecast)])>((0, []))

    func take(_ event: RunEvent) {
      state.withLock { state in
        if case .lane(.paid) = event { state.paid += 1 }
        if case .lane(.forecast(let forecast)) = event {
          state.forecasts.append((state.paid, forecast))
        }
      }
    }

    var forecasts: [(paid: Int, forecast: RunForecast)] {
      state.withLock { $0.forecasts.map { (paid: $0.0, forecast: $0.1) } }
    }
  }

  @Test(arguments: [Strategy.realtime, .batch])
  func `a run whose replies are twice as long as assumed knows by its half what it costs`(
    _ strategy: Strategy
  ) async throws {
    let first = try await EngineRig(movies: 1...Self.movies, hasCasts: true)
    let measured = try #require(try await first.build(try self.project(first, .realtime)))
    await first.stop()
    let each = measured.usage.output / Self.movies
    #expect(measured.built == Self.movies && each > 10)

    let rig = try await EngineRig(movies: 1...Self.movies, hasCasts: true)
    let project = try self.project(rig, strategy, outputTokens: each / 2)
    let planned = try await rig.run(project).look().preview.forecast.total.cost
    let told = Told()
    guard
      case .done(let done) = try await rig.run(project, report: { told.take($0) }).run()
    else {
      Issue.record("nothing was done")
      return
    }
    let real = done.summary.dollars
    #expect(done.summary.built == Self.movies && abs(planned - real) > 0.3 * real)
    let forecasts = told.forecasts
    let half = try #require(forecasts.last { $0.paid <= Self.movies / 2 })
    #expect(half.paid > 0 && abs(half.forecast.dollars - real) < 0.1 * real)
    #expect(half.forecast.outputRatio > 1.5)
    let last = try #require(forecasts.last)
    #expect(!last.forecast.isOpen && abs(last.forecast.dollars - real) < 1e-9)
    // Few lines tell it.
    #expect(forecasts.count < Self.movies + 2)
    // Others are told by the ledger.
    let ledger = try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
    let run = try #require(try ledger.runs().first)
    let noted = try #require(try ledger.expectedRun(since: run.startedAt))
    #expect(abs(noted.dollars - real) < 1e-9 && noted.seconds >= 0)
    #expect(try ledger.expectedRun(since: noted.notedAt + .seconds(1)) == nil)
    await rig.stop()
  }

  @Test func `a budget does not go by what is expected`() async throws {
    let rig = try await EngineRig(movies: 1...Self.movies, hasCasts: true)
    let plain = try project(rig, .realtime, outputTokens: 1)
    let all = try await rig.run(try project(rig, .realtime)).look().preview.forecast.total.cost
    let summary = try #require(
      try await rig.build(plain.planned { $0.budget = all / 2 }))
    guard case .budgetReached? = summary.stop else {
      Issue.record("stopped by \(String(describing: summary.stop))")
      return
    }
    #expect(summary.dollars <= all / 2 && summary.built > 0 && summary.left > 0)
    await rig.stop()
  }
}
