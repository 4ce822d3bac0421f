import Planner
import Store
import Synchronization
import Testing
import TestSupport
import Tropefile
import TropeModel

@testable import Engine

/// What a run of several parts is expected to come to, while one of them goes on.
@Suite struct RunPartsTests {
  private static let movies = 12

  private func project(
    _ rig: EngineRig, _ change: (inout Settings) -> Void
  ) throws -> Project {
    try rig.project { settings in
      settings.lanes.realtime.concurrency = 1
      settings.prices.input = 0.1
      settings.prices.output = 10
      change(&settings)
    }
  }

  /// The forecasts that were told, in their order.
  private final class Told: Sendable {
    private let state = Mutex<[RunForecast]>([])

    func take(_ event: RunEvent) {
      if case .lane(.forecast(let forecast)) = event { state.withLock { $0.append(forecast) } }
    }

    var forecasts: [RunForecast] { state.withLock(\.self) }
  }

  private func ledger(_ rig: EngineRig) throws -> Ledger {
    try #require(try Ledger.openForReading(path: rig.place("ledger.db")))
  }

  @Test func `with votes each ask tells what all of them are expected to cost and to take`()
    async throws
  {
    let rig = try await EngineRig(
      movies: 1...Self.movies, hasCasts: true,
      quality: "gpt-4o-mini=80%,left-out=0,mixed-up=0")
    let project = try project(rig) {
      $0.recipe.confidence = .votes
      $0.recipe.namedVotes = 3
    }
    let planned = try await rig.run(project).look().preview.wholeForecast.total.cost
    let told = Told()
    guard case .done(let done) = try await rig.run(project, report: { told.take($0) }).run() else {
      Issue.record("nothing was done")
      return
    }
    let real = done.summary.dollars
    for number in 1...3 {
      let ofPart = told.forecasts.filter { $0.part.number == number }
      let first = try #require(ofPart.first)
      #expect(first.part.count == 3 && first.part.isWholeKnown)
      // A third would be far off.
      #expect(abs(first.wholeDollars - planned) < 0.3 * planned, "\(first)")
      #expect(first.wholeDollars > first.dollars)
      #expect(first.wholeTypical >= first.typical)
    }
    let last = try #require(told.forecasts.last)
    #expect(last.part.number == 3 && last.part.dollarsAfter == 0)
    #expect(abs(last.wholeDollars - real) < 1e-9)
    let newest = try #require(try ledger(rig).runs().first)
    let part = try #require(try ledger(rig).runPart(of: newest.id))
    #expect(part.number == 3 && part.count == 3 && part.secondsAfter == 0)
    #expect(abs(part.whole(dollars: newest.realCost ?? 0) - real) < 1e-9)
    await rig.stop()
  }

  @Test func `a run that asks once is one part`() async throws {
    let rig = try await EngineRig(movies: 1...Self.movies, hasCasts: true)
    try await rig.build(try project(rig) { _ in })
    let newest = try #require(try ledger(rig).runs().first)
    #expect(try ledger(rig).runPart(of: newest.id) == RunPart())
    await rig.stop()
  }

  @Test func `a cascade knows what is to come once its pilot has told`() async throws {
    let rig = try await EngineRig(
      movies: 1...120, hasCasts: true,
      quality: "gpt-4o-mini=50%,gpt-6.1-terra=97%,left-out=0,mixed-up=0")
    let project = try project(rig) { settings in
      settings.recipe.confidence = .logprobs
      settings.recipe.cascade.strongModel = "gpt-6.1-terra"
      settings.recipe.cascade.namedTarget = 0.9
    }
    let told = Told()
    guard
      case .done(let done) = try await rig.run(
        project, report: { told.take($0) }, { $0.agrees = true }
      ).run()
    else {
      Issue.record("nothing was done")
      return
    }
    #expect(done.cascadeEnd == .certified)
    let parts = told.forecasts.map(\.part)
    #expect(parts.first?.number == 1 && parts.allSatisfy { $0.count == nil })
    let pilot = try #require(parts.first { $0.number == 2 })
    #expect(pilot.dollarsBefore > 0 && pilot.dollarsAfter == nil && !pilot.isWholeKnown)
    let test = try #require(parts.first { $0.number == 3 })
    #expect(test.dollarsAfter != nil && test.dollarsBefore > pilot.dollarsBefore)
    // The movies that the cut asks again come last, and then nothing.
    let last = try #require(told.forecasts.last)
    #expect(last.part.number > test.number && last.part.isWholeKnown)
    #expect(abs(last.wholeDollars - done.summary.dollars) < 1e-9)
    await rig.stop()
  }
}
