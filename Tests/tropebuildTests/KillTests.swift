import Foundation
import Testing
import TropeModel
import TestSupport

/// The program is killed at any moment, again and again, and goes on each time.
@Suite(.timeLimit(.minutes(30))) struct KillTests {
  /// How many kills; a longer trial is `Benchmarks/reliability/run`.
  static let kills = number("TROPEBUILD_TRIAL_KILLS") ?? 10
  static let seed = UInt64(number("TROPEBUILD_TRIAL_SEED") ?? 1)
  /// Faults of the server on top, as the sandbox takes them.
  static let faults = ProcessInfo.processInfo.environment["TROPEBUILD_TRIAL_FAULTS"]

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  @Test func nothingIsLostOrPaidTwiceHoweverOftenTheProgramIsKilled() async throws {
    var random = SeededGenerator(seed: Self.seed)
    let sandbox = try await LiveSandbox(
      ["--latency", "20ms..120ms", "--batch-turnaround", "300ms..1500ms", "--seed", "\(Self.seed)"]
        + (Self.faults.map { ["--faults", $0] } ?? []))
    let project = try TestProject.forTrials(realtime: ["timeout: 5s"])
    var movies = 0
    var kills = 0
    var killsWithWork = 0
    var onTheWire = 0
    var runs = 0
    while kills < Self.kills {
      if try project.recordedMovies().count == movies {
        // All is done: more to do, or the next kills would hit an idle program.
        try project.addMovies(movies + 1..<movies + 81)
        movies += 80
      }
      let process = try Program.start(
        [], in: project.directory, environment: sandbox.environment)
      // A random moment is what this is about.
      try await Task.sleep(for: .milliseconds(Int.random(in: 30...1_800, using: &random)))
      let wasRunning = process.isRunning
      kill(process.processIdentifier, SIGKILL)
      await process.finish()
      runs += 1
      guard wasRunning, process.terminationReason == .uncaughtSignal else { continue }
      kills += 1
      let sent = try project.count(.sent)
      onTheWire += sent
      if sent > 0 { killsWithWork += 1 }
    }
    var last = try await Program.run([], in: project.directory, environment: sandbox.environment)
    if Self.faults != nil {
      // Replies that were no good may have failed a target: asked again by name, as its message says.
      for _ in 0..<10 where last.status == 1 {
        last = try await Program.run(
          ["-B"], in: project.directory, environment: sandbox.environment)
      }
    }
    #expect(last.status == 0, "\(last.errors)\(last.output)")

    let account = try await sandbox.account()
    let recorded = try project.recordedMovies().count
    let kept = try project.keptReplies()
    let batches = try project.createdBatches()
    report(
      "kills: \(kills) (\(killsWithWork) with real-time requests on the wire), runs: \(runs + 1)",
      "movies: \(movies), records: \(recorded), kept replies: \(kept)",
      "questions billed: \(account.questions.count), in batches \(account.inBatches), "
        + "in real time \(account.realtime)",
      "billed twice in a batch: \(account.billedTwiceInBatches.count)",
      "billed again in all: \(account.twice), requests on the wire at kills: \(onTheWire)",
      "batches created: \(account.batches_created), in the ledger: \(batches)")

    #expect(recorded == movies)
    #expect(account.batches_created == batches)
    if Self.faults == nil {
      #expect(account.questions.count == movies)
      #expect(account.billedTwiceInBatches == [])
      #expect(account.twice <= onTheWire)
      // A question that was asked although it had its reply would have a second one.
      #expect(kept == movies)
    }
    let again = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(again.output.hasPrefix("nothing to do"))
    #expect(try await sandbox.account().requests == account.requests)
  }

  private func report(_ lines: String...) {
    guard ProcessInfo.processInfo.environment["TROPEBUILD_TRIAL_KILLS"] != nil else { return }
    for line in lines { print("trial: \(line)") }
  }
}
