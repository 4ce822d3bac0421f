import Foundation
import Testing
import TestSupport

@Suite struct OptionsTests {
  @Test(arguments: [false, true])
  func `-n changes nothing and tells what the build then does`(isBuilt: Bool) async throws {
    let project = try TestProject.small()
    if isBuilt {
      try await project.build()
      try project.write("data/plot_summaries_2.txt", "Another story of Anna.\n")
      try project.addSmallMovie(5)
    }
    let before = try project.picture()
    let table = try await project.build("-n", "--all")
    let (movies, summary) = try await project.preview()
    #expect(try project.picture() == before)
    let stale = isBuilt ? 2 : 4
    #expect(movies.count == stale)
    #expect(table.output.contains("\(stale) of \(isBuilt ? 5 : 4) targets are stale"))
    #expect(summary["to_ask"] as? Int == stale)

    let built = try await project.build()
    #expect(built.output.count("built") == stale)
    let ids = Set(movies.compactMap { $0["movie"] as? Int })
    let newest = try project.rows(
      "SELECT movie_id FROM records ORDER BY built_at DESC, movie_id LIMIT \(stale)")
    #expect(Set(newest.compactMap { Int($0) }) == ids)
    let dollars = summary["forecast"] as? [String: Any]
    #expect((dollars?["dollars"] as? Double ?? 0) > 0)
  }

  @Test func `-n leaves a database whose log is not merged as it is`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let path = project.directory.appendingPathComponent("build/tropes.db").path
    // While a connection is open, SQLite does not merge the log into the database.
    let shell = try Shell(path)
    try shell.run(
      "PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; UPDATE records SET model = model")
    #expect(project.exists("build/tropes.db-wal"))
    let before = try project.picture().filter { !$0.key.hasSuffix("-shm") }
    try await project.build("-n")
    #expect(try project.picture().filter { !$0.key.hasSuffix("-shm") } == before)
    withExtendedLifetime(shell) {}
  }

  @Test func `-n lists a screenful, and all with --all`() async throws {
    let project = try TestProject.small()
    for id in 10..<30 { try project.addSmallMovie(id) }
    let short = try await project.build("-n")
    #expect(short.output.contains("… and 9 more (--all lists them)"))
    let long = try await project.build("-n", "--all")
    #expect(!long.output.contains("more (--all"))
    #expect((10..<30).allSatisfy { long.output.contains("\n   \($0)  ") })
  }

  @Test func `-n tells how many faulty and ignored files it does not list`() async throws {
    let project = try TestProject.small()
    for id in 10..<30 { try project.write("data/plot_summaries_\(id).txt", "") }
    for id in 1...7 { try project.write("data/plot_summaries_0\(id).txt", "x") }
    let lines = try await project.build("-n").output.split(separator: "\n")
    #expect(lines.contains("cannot be built: 20 movies (10, 11, 12, …): the plot is empty"))
    #expect(lines.contains("(--all lists them one by one)"))
    #expect(lines.count { $0.hasPrefix("ignored: ") } == 5)
    #expect(lines.contains("… and 2 more (--all lists them)"))
    let all = try await project.build("-n", "--all").output.split(separator: "\n")
    #expect(all.count { $0.hasPrefix("cannot be built: ") } == 20)
    #expect(all.count { $0.hasPrefix("ignored: ") } == 7)
    #expect(!all.contains { $0.contains("--all lists them") })
  }

  @Test func `-q is silent and tells by its status`() async throws {
    let project = try TestProject.small()
    for (status, build) in [(1, true), (0, false)] {
      let before = try project.picture()
      let outcome = try await project.tropebuild("-q")
      #expect(outcome.status == Int32(status))
      #expect(outcome.output + outcome.errors == "")
      #expect(try project.picture() == before)
      if build { try await project.build() }
    }
  }

  @Test func `-t adopts what has a record and asks nothing`() async throws {
    let project = try TestProject.small()
    try await project.build()
    try project.write("data/plot_summaries_1.txt", "Another story of Anna.\n")
    try project.addSmallMovie(5)
    let (_, summary) = try await project.preview("-t")
    #expect(summary["touched"] as? Int == 1)
    #expect(summary["to_ask"] as? Int == 0)
    let outcome = try await project.build("-t")
    #expect(outcome.output.count("adopted") == 1)
    #expect(outcome.output.contains("1 has no record to adopt and stays stale"))
    #expect(try project.rows("SELECT count(*) FROM records") == ["4"])
    #expect(try await project.build().output.count("built") == 1)
    try await project.expectNothingToDo(5)
  }

  @Test func `-W takes a file as changed, with -n only in thought`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let (movies, _) = try await project.preview("-W", "data/plot_summaries_2.txt")
    #expect(movies.map { $0["movie"] as? Int } == [2])
    #expect(movies.first?["reasons"] as? [String] == ["asked for"])
    #expect(movies.first?["lane"] as? String == "realtime")
    try await project.expectNothingToDo(4)
    let outcome = try await project.build("-W", "character.metadata_2.csv")
    #expect(outcome.output.count("built") == 1)
    let wrong = try await project.tropebuild("-W", "tropefile")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("-W 'tropefile' is not a plot or cast file"))
  }

  @Test func `--fail-fast stops at the first failure, -k goes on`() async throws {
    let project = try TestProject.small()
    try project.write("data/plot_summaries_9.txt", "")
    let fast = try await project.tropebuild("--fail-fast")
    #expect(fast.status == 1)
    #expect(fast.output.contains("stopped: a target failed, and --fail-fast was given"))
    #expect(try project.rows("SELECT count(*) FROM records") == ["0"])
    let going = try await project.tropebuild("-k")
    #expect(going.status == 1)
    #expect(try project.rows("SELECT count(*) FROM records") == ["4"])
  }

  @Test func `-s says nothing unless something failed`() async throws {
    let project = try TestProject.small()
    let quiet = try await project.build("-s")
    #expect(quiet.output + quiet.errors == "")
    try project.write("data/plot_summaries_9.txt", "")
    let loud = try await project.tropebuild("-s")
    #expect(loud.status == 1)
    #expect(loud.output.contains("failed: 9: data/plot_summaries_9.txt: the plot is empty"))
  }
}
