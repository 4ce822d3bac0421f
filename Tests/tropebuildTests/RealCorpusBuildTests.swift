import Foundation
import Testing
import TestSupport
import TropeModel

/// The real plots, through both lanes.
@Suite(.timeLimit(.minutes(10))) struct RealCorpusBuildTests {
  static let raw = Checkout.shared.appending(path: "corpus/raw").path
  static let isThere = FileManager.default.fileExists(atPath: raw + "/plot_summaries.txt")
  static let strace = ["/usr/bin/strace", "/usr/local/bin/strace"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test(.enabled(if: isThere, "needs the corpus in ../shared/corpus/raw"))
  func everyMovieGetsItsRecordAndTheSecondRunOpensNoInput() async throws {
    let sandbox = try await LiveSandbox(["--batch-turnaround", "1s..3s"])
    let project = try TestProject.forTrials(
      batches: 4, batchTokens: "300k", concurrency: 16,
      input: "data/interim\ncorpus:\n  raw: \(Self.raw)")
    let first = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(first.status == 0, "\(first.errors)\(first.output)")
    let plots = try FileManager.default.contentsOfDirectory(
      atPath: project.directory.appendingPathComponent("data/interim").path
    ).filter { $0.hasPrefix("plot_summaries_") }.count
    let recorded = try project.recordedMovies().count
    #expect(recorded == plots)
    #expect(plots > 1_000)
    let account = try await sandbox.account()
    #expect(account.twice == 0)
    #expect(account.batches_created == 4)
    #expect(account.inBatches > 0 && account.realtime > 0)
    print(
      "trial: \(recorded) movies, \(account.inBatches) in \(account.batches_created) batches, "
        + "\(account.realtime) in real time, \(account.requests) requests")

    let before = try project.picture()
    let second = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(second.status == 0)
    #expect(second.output.hasPrefix("nothing to do: \(recorded) up to date"), "\(second.output)")
    #expect(try project.picture() == before, "the second run wrote something")
    #expect(try await sandbox.account().requests == account.requests)

    guard let strace = Self.strace else { return }
    let trace = project.directory.appendingPathComponent("trace.txt")
    let traced = try ChildProcess(
      strace,
      ["-f", "-e", "trace=open,openat,openat2", "-o", trace.path, Program.url("tropebuild").path],
      in: project.directory.path,
      environment: ProcessInfo.processInfo.environment.merging(sandbox.environment) { $1 })
    await traced.finish()
    guard traced.terminationStatus == 0 else { return }
    let opened = try String(contentsOf: trace, encoding: .utf8).split(separator: "\n")
    #expect(opened.contains { $0.contains("data/interim") }, "the trace does not show the scan")
    let inputs = opened.filter {
      $0.contains("plot_summaries") || $0.contains("character.metadata")
    }
    #expect(inputs == [], "an input file was opened")
  }
}
