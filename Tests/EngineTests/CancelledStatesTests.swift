import Engine
import ProjectFiles
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// What is told of targets whose batch a person has given up.
@Suite struct CancelledStatesTests {
  @Test func `what was in a batch that is given up waits for the next build`() async throws {
    let rig = try await EngineRig(turnaround: 3_600)
    let project = try rig.project { $0.plan.strategy = .batch }
    try await rig.build(project) { $0.noWait = true }
    let status = StatusDirectory(project.paths.status)
    #expect(try Set(status.all().values) == [.submitted])
    // The server says that it is through, and gives no results.
    let shell = try Shell(project.paths.ledger)
    try shell.run("UPDATE batches SET remote_status = 'completed'")
    try rig.run(project).askAgain([1]) { _ in }
    #expect(try shell.rows("SELECT DISTINCT state FROM batches") == ["abandoned"])
    #expect(try status.all().values.map { $0 } == [.queued, .queued, .queued, .queued])
    let database = try #require(try TropesDatabase.openForReading(path: project.paths.database))
    #expect(try database.pendingMovies().isEmpty)
    await rig.stop()
  }
}
