import Engine
import OpenAIClient
import Planner
import Sandbox
import Store
import Synchronization
import TestSupport
import Testing
import Tropefile
import TropeModel

/// Runs against two sandboxes that share the real-time lane.
@Suite struct EndpointRunTests {
  /// Two sandboxes beside the rig's own, each with a key of its own.
  private final class Pair: Sendable {
    let rig: EngineRig
    let sandboxes: [SandboxServer]
    let addresses: [String]
    static let keys = ["key-of-one", "key-of-two"]

    /// - Parameter latency: seconds that an answer of the first takes.
    init(movies: Int, latency: Double = 0.005) async throws {
      rig = try await EngineRig(movies: 1...movies)
      var sandboxes: [SandboxServer] = []
      var addresses: [String] = []
      for (place, key) in Self.keys.enumerated() {
        var configuration = SandboxConfiguration()
        configuration.key = key
        if place == 0 { configuration.latency = latency...latency }
        let sandbox = try SandboxServer(configuration: configuration)
        addresses.append(try await sandbox.start())
        sandboxes.append(sandbox)
      }
      (self.sandboxes, self.addresses) = (sandboxes, addresses)
    }

    func stop() async {
      for sandbox in sandboxes { await sandbox.stop() }
      await rig.stop()
    }

    func project(
      concurrency: Int = 1, addresses: [String]? = nil,
      _ change: (inout Settings) -> Void = { _ in }
    ) throws -> Project {
      try rig.project { settings in
        settings.lanes.realtime.endpoints = zip(addresses ?? self.addresses, ["one", "two"])
          .enumerated()
          .map { place, pair in
            var endpoint = RealtimeEndpoint(baseURL: pair.0, name: pair.1)
            endpoint.concurrency = concurrency
            endpoint.prices.input = Double(place + 1)
            endpoint.prices.output = Double(place + 1)
            return endpoint
          }
        change(&settings)
      }
    }

    func run(
      _ project: Project, stop: StopSignal = StopSignal(),
      report: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) async throws -> Run.Outcome {
      var door = rig.door(stop: stop, report: report)
      door.endpointAccount = { endpoint in
        let place = endpoint.name == "one" ? 0 : 1
        guard let key = APIKey(Self.keys[place]) else { throw BuildError.noKey }
        return APIAccount(baseURL: endpoint.baseURL, key: key)
      }
      try await rig.letFilesGrowOld()
      return try await Run(
        project: project, options: BuildOptions(), door: door
      ).run()
    }

    func built(_ project: Project) async throws -> BuildSummary? {
      guard case .done(let done) = try await run(project) else { return nil }
      return done.summary
    }

    /// How often each question was billed, by all servers together.
    func billings() async throws -> [Int] {
      var counts: [String: Int] = [:]
      for sandbox in sandboxes + [rig.sandbox] {
        for question in try await sandbox.ledger().questions {
          counts[question.question, default: 0] += question.realtime + question.batch
        }
      }
      return Array(counts.values)
    }

    func ledger() throws -> Store.Ledger {
      try #require(try Store.Ledger.openForReading(path: rig.place("ledger.db")))
    }
  }

  @Test func `both are used, each with its own key, and the books agree with their bills`()
    async throws
  {
    let pair = try await Pair(movies: 30)
    #expect(try await pair.built(try pair.project())?.built == 30)
    let lines = try pair.ledger().endpointSpending()
    #expect(lines.map(\.endpoint) == ["one", "two"])
    for (line, sandbox) in zip(lines, pair.sandboxes) {
      let bill = try await sandbox.ledger().questions
      #expect(line.spending.replies == bill.count && bill.count > 0)
      #expect(line.spending.usage.input == bill.reduce(0) { $0 + $1.inputTokens })
    }
    #expect(try await pair.billings() == Array(repeating: 1, count: 30))
    #expect(try await pair.rig.billed() == 0)
    // Nothing is stale: no question knows of endpoints.
    #expect(try await pair.rig.survey(try pair.rig.project()).staleCount == 0)
    await pair.stop()
  }

  @Test func `a run without a key for 'api.base_url' asks the endpoints`() async throws {
    let pair = try await Pair(movies: 3)
    pair.rig.hasKey.store(false, ordering: .relaxed)
    #expect(try await pair.built(try pair.project())?.built == 3)
    await pair.stop()
  }

  @Test func `nor does the first run, which splits a table before it asks`() async throws {
    let pair = try await Pair(movies: 1)
    pair.rig.hasKey.store(false, ordering: .relaxed)
    try pair.rig.place.write("id,plot\n1,In town Anna trusts Bert.\n7,Anna lies.\n", to: "p.csv")
    func project(_ strategy: Strategy) throws -> Project {
      try pair.project { settings in
        settings.input.directory = "split"
        settings.corpus.table = "p.csv"
        settings.plan.strategy = strategy
      }
    }
    // Batches go to the server of 'api.base_url', for which there is no key.
    let error = await #expect(throws: BuildError.self) {
      try await pair.run(try project(.batch))
    }
    #expect(error?.description == BuildError.noKeyForBatches.description)
    #expect(pair.rig.place.bytes(of: "split/plot_summaries_7.txt") == nil)
    #expect(try await pair.built(try project(.realtime))?.built == 2)
    #expect(try await pair.rig.billed() == 0)
    await pair.stop()
  }

  @Test func `one that is not there costs no movie`() async throws {
    let pair = try await Pair(movies: 20)
    await pair.sandboxes[0].stop()
    let summary = try #require(try await pair.built(try pair.project(concurrency: 4)))
    #expect(summary.built == 20 && summary.failed.isEmpty && summary.stop == nil)
    #expect(try pair.ledger().endpointSpending().map(\.endpoint) == ["two"])
    await pair.stop()
  }

  @Test func `one that dies while it answers loses at most what was on the wire`() async throws {
    let pair = try await Pair(movies: 40)
    let outcome = try await pair.run(
      try pair.project(concurrency: 2),
      report: afterPaid(10) { Task { await pair.sandboxes[0].stop() } })
    guard case .done(let done) = outcome else { throw Missing() }
    #expect(done.summary.built == 40 && done.summary.failed.isEmpty)
    let bills = try await pair.billings()
    #expect(bills.count == 40 && bills.filter { $0 > 1 }.count <= 2)
    await pair.stop()
  }

  @Test func `one that was stopped goes on, and pays for nothing twice`() async throws {
    let pair = try await Pair(movies: 30)
    let stop = StopSignal()
    _ = try await pair.run(
      try pair.project(), stop: stop, report: afterPaid(8) { stop.raise(.interrupted) })
    let first = try await pair.billings().count
    #expect((8..<30).contains(first))
    #expect(try await pair.built(try pair.project())?.built == 30 - first)
    #expect(try await pair.billings() == Array(repeating: 1, count: 30))
    await pair.stop()
  }

  @Test func `a look tells each server's share, and the plan that is built`() async throws {
    let pair = try await Pair(movies: 12)
    let project = try pair.project {
      $0.lanes.realtime.endpoints[0].limits.requestsPerMinute = 6
      $0.lanes.realtime.endpoints[1].limits.requestsPerMinute = 6
    }
    let preview = try await pair.rig.run(project).look().preview
    #expect(preview.endpoints.map(\.name) == ["one", "two"])
    #expect(preview.forecast.endpoints.map(\.lane.requests) == [6, 6])
    #expect(preview.terms.limits.requestsPerMinute == 12)
    #expect(preview.forecast.realtime.cost > 0)
    await pair.stop()
  }

  @Test func `a budget holds at each server's price`() async throws {
    let pair = try await Pair(movies: 30)
    let project = try pair.project { $0.plan.budget = 0.06 }
    guard case .done(let done) = try await pair.run(project) else { throw Missing() }
    #expect(done.summary.dollars <= 0.06 && done.summary.dollars > 0)
    let lines = try pair.ledger().endpointSpending()
    #expect(abs(lines.reduce(0) { $0 + $1.spending.costDollars } - done.summary.dollars) < 1e-9)
    await pair.stop()
  }
}
