import Foundation
import Testing

@Suite struct CleanTests {
  @Test func `clean takes the build away and keeps what was paid for`() async throws {
    let project = try TestProject.small(strategy: "hybrid", "ledger: money/ledger.db")
    try await project.build()
    let first = try project.rows("SELECT movie_id, name, trope_id FROM characters ORDER BY 1, 2")
    let look = try await project.build("clean", "-n")
    #expect(look.output.contains("would remove from 'build'"))
    #expect(project.exists("build/tropes.db"))
    let outcome = try await project.build("clean")
    #expect(!project.exists("build"))
    #expect(project.exists("money/ledger.db"))
    #expect(outcome.output.contains("kept money/ledger.db: 4 replies"))
    #expect(try await project.build("clean").output.hasPrefix("nothing to remove"))
    #expect(!project.exists("build"))
    let again = try await project.build()
    #expect(again.output.count("reused") == 4)
    #expect(again.output.contains("cost $0.00"))
    #expect(
      try project.rows("SELECT movie_id, name, trope_id FROM characters ORDER BY 1, 2") == first)
  }

  @Test(arguments: [".", "shared"])
  func `nothing foreign in the build directory is touched`(build: String) async throws {
    let project = try TestProject.small("build: {directory: \(build)}")
    let inside = build == "." ? "" : "shared/"
    let foreign = [
      "notes.txt", "status/readme.txt", "sandbox/mine.txt", "sandbox/files/file-mine",
      "tropes.db.bak",
      "batches/batch_1.txt", "batches/mine/batch_0001.jsonl",
    ]
    for name in foreign { try project.write(inside + name, "mine") }
    let before = try project.picture().filter { $0.key.contains(".") }
    try await project.build()
    let outcome = try await project.build("clean")
    try project.remove("ledger.db")
    #expect(try project.picture().filter { $0.key.contains(".") } == before)
    #expect(outcome.output.contains("notes.txt: not made by tropebuild"))
    #expect(outcome.output.contains("sandbox/mine.txt: not made by tropebuild"))
  }

  @Test func `--purge says what it takes away`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let look = try await project.build("clean", "--purge", "--dry-run")
    #expect(look.output.contains("would remove ledger.db: 4 replies that cost $0.00"))
    #expect(project.exists("ledger.db"))
    let outcome = try await project.build("clean", "--purge")
    #expect(outcome.output.contains("removed ledger.db: 4 replies that cost $0.00"))
    let left = try FileManager.default.contentsOfDirectory(atPath: project.directory.path)
    #expect(Set(left) == ["data", "tropefile"])
    #expect(try await project.build().output.count("built") == 4)
  }

  @Test func `what cost money goes only with --yes, where nobody can be asked`() async throws {
    let project = try TestProject.small()
    try await project.build()
    _ = try project.rows("UPDATE replies SET is_sandbox = 0", database: "ledger.db")
    let before = try project.picture()
    let refused = try await project.tropebuild("clean", "--purge")
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains("'ledger.db' holds 4 replies that cost $0.00"), "\(refused.errors)")
    #expect(refused.errors.contains("'tropebuild clean --purge --yes' removes them all the same"))
    #expect(try project.picture() == before)
    #expect(try await project.build("clean", "--purge", "-n").output.contains("would remove"))
    #expect(try await project.tropebuild("clean", "--yes").status == 64)
    try await project.build("clean", "--purge", "--yes")
    #expect(!project.exists("ledger.db"))
  }

  @Test func `clean needs no input directory`() async throws {
    let project = try TestProject(tropefile: "")
    for id in 1...2 { try project.addSmallMovie(id) }
    try await project.build("--sandbox", "--input-dir", "data")
    #expect(try await project.build("clean").output.contains("removed from 'build'"))
    #expect(!project.exists("build"))
    for words in [["status"], ["ledger"], ["batches"]] {
      let outcome = try await Program.run(words, in: project.directory)
      #expect(outcome.status == 0, "\(outcome.errors)")
    }
    let orphans = try await project.tropebuild("clean", "--orphans")
    #expect(orphans.status == 2)
    #expect(orphans.errors.contains("'input.directory' is missing"))
  }

  @Test func `records of orphans and of named movies go alone`() async throws {
    let project = try TestProject.small()
    try await project.build()
    try project.remove("data/plot_summaries_1.txt")
    #expect(try await project.build("clean", "--orphans", "-n").output == "would remove 1 record\n")
    #expect(try await project.build("clean", "--orphans").output.hasPrefix("removed 1 record;"))
    #expect(try project.rows("SELECT movie_id FROM records") == ["2", "3", "4"])
    let outcome = try await project.build("clean", "3", "88")
    #expect(outcome.output.hasPrefix("removed 1 record;"))
    #expect(outcome.errors == "tropebuild: no record of 88\n")
    #expect(try await project.build().output.count("reused") == 1)
  }

  @Test func `a batch that is under way when all is cleaned is collected by the next run`()
    async throws
  {
    let server = try await LiveSandbox(["--tier", "none", "--batch-turnaround", "4s"])
    let project = try TestProject.small(strategy: "batch", sandbox: false)
    let first = try await project.tropebuild("--no-wait", environment: server.environment)
    #expect(first.status == 75, "\(first.errors)")
    #expect(first.output.contains("4 in batches under way"))

    let look = try await project.tropebuild(
      "clean", "--purge", "-n", environment: server.environment)
    let refused = try await project.tropebuild("clean", "--purge", environment: server.environment)
    #expect(look.status == 2 && look.errors == refused.errors)
    #expect(refused.status == 2)
    #expect(refused.errors.contains("1 batch is under way"))
    #expect(project.exists("ledger.db") && project.exists("build/tropes.db"))

    let cleaned = try await project.build("clean", environment: server.environment)
    #expect(cleaned.output.contains("1 batch is under way and will be collected"))
    #expect(!project.exists("build"))

    let second = try await project.build(environment: server.environment)
    #expect(second.output.count("built") == 4)
    let account = try await server.account()
    #expect(account.batches_created == 1)
    #expect(account.twice == 0)
    try await project.expectNothingToDo(4, environment: server.environment)
  }

  @Test func `--purge --force gives a batch up`() async throws {
    let server = try await LiveSandbox(["--tier", "none", "--batch-turnaround", "1h"])
    let project = try TestProject.small(strategy: "batch", sandbox: false)
    let first = try await project.tropebuild("--no-wait", environment: server.environment)
    #expect(first.status == 75, "\(first.errors)")
    try await project.build("clean", "--purge", "--force", environment: server.environment)
    #expect(!project.exists("ledger.db") && !project.exists("build"))
  }
}
