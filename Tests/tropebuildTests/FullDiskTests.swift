import Foundation
import Testing
import TestSupport
import TropeModel

/// Disks that take nothing more.
@Suite(.timeLimit(.minutes(5))) struct FullDiskTests {
  @Test(
    .enabled(if: FullDisk.isPossible, "needs root, to make a small file system"),
    arguments: [1_500_000, 5_500_000, 5_900_000])
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
