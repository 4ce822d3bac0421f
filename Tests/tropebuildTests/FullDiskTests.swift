import Foundation
import Testing
import TestSupport
import TropeModel

/// Disks that take nothing more.
@Suite(.timeLimit(.minutes(5))) struct FullDiskTests {
  @Test(
    .enabled(if: FullDisk.isPossible, "needs root, to make a small file system"),
    arguments: [1_500_000, 5_500_000, 6_200_000])
  func aFullDiskStopsTheRunAndWithRoomItGoesOn(room: Int) async throws {
    let sandbox = try await LiveSandbox([
      "--latency", "5ms..30ms", "--batch-turnaround", "200ms..400ms",
    ])
    let project = try TestProject.forTrials(batches: 2, concurrency: 4)
    let tropefile = try project.text("tropefile")
    let movies = 250
    let disk = try FullDisk(project.directory.path, bytes: 64_000_000)
    defer { disk.undo() }
    try project.write("tropefile", tropefile)
    try project.addMovies(1..<(movies + 1))
    let filler = project.directory.appendingPathComponent("filler").path
    try fill(filler, leaving: room)

    let full = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(full.status == 2, "\(full.errors)\(full.output)")
    let said = full.errors + full.output
    #expect(said.contains("full") || said.contains("space"), "\(said)")
    #expect(try project.count(.failed) == 0)
    let onTheWire = try project.count(.sent)

    try FileManager.default.removeItem(atPath: filler)
    let rest = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)\(rest.output)")
    #expect(try project.recordedMovies().count == movies)
    let account = try await sandbox.account()
    #expect(account.billedTwiceInBatches == [])
    #expect(account.batches_created == (try project.createdBatches()))
    #expect(account.twice <= onTheWire, "asked again although the reply could have been kept")
    let kept = try project.keptReplies()
    #expect(kept == movies, "billed twice: \(account.twice), sent: \(onTheWire)")
  }

  @Test(.enabled(if: FullDisk.isPossible, "needs root, to make a small file system"))
  func `a disk that is full while a batch's results arrive loses none, and none is asked twice`()
    async throws
  {
    let sandbox = try await LiveSandbox(["--batch-turnaround", "100ms..200ms"])
    let project = try TestProject.forTrials(strategy: "batch", batches: 1, batchTokens: "10M")
    let tropefile = try project.text("tropefile")
    let movies = 800
    let disk = try FullDisk(project.directory.path, bytes: 64_000_000)
    defer { disk.undo() }
    try project.write("tropefile", tropefile)
    try project.addMovies(1..<(movies + 1))
    for command in ["create-batches", "submit"] {
      let made = try await Program.run(
        [command], in: project.directory, environment: sandbox.environment)
      #expect([0, 75].contains(made.status), "\(made.errors)\(made.output)")
    }
    // There is room for what is held in reserve and what the ledger writes before, but not for the results.
    let filler = project.directory.appendingPathComponent("filler").path
    try fill(filler, leaving: (4 << 20) + 500_000)

    let full = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(full.status == 2, "\(full.errors)\(full.output)")
    let said = full.errors + full.output
    #expect(said.contains("batch_0001.output.jsonl': the disk is full; make room"), "\(said)")
    #expect(try project.count(.failed) == 0)
    #expect(try project.keptReplies() == 0)

    try FileManager.default.removeItem(atPath: filler)
    let rest = try await Program.run([], in: project.directory, environment: sandbox.environment)
    #expect(rest.status == 0, "\(rest.errors)\(rest.output)")
    #expect(try project.recordedMovies().count == movies)
    #expect(try project.keptReplies() == movies)
    let account = try await sandbox.account()
    #expect(account.batches_created == 1)
    #expect(account.twice == 0)
    #expect(account.realtime == 0)
  }

  /// Fills the file system with one file, but for so many bytes.
  private func fill(_ path: String, leaving room: Int) throws {
    let attributes = try FileManager.default.attributesOfFileSystem(
      forPath: (path as NSString).deletingLastPathComponent)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.intValue ?? 0
    // Closed on exec: a program that another test starts just now must not keep it alive.
    let file = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
    defer { close(file) }
    let zeros = [UInt8](repeating: 0, count: 65_536)
    var left = max(0, free - room)
    while left > 0 {
      let count = write(file, zeros, min(left, zeros.count))
      guard count > 0 else { throw POSIXError(.EIO) }
      left -= count
    }
  }
}
