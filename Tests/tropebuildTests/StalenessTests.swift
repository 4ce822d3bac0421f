import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The table that no build tool gets wholly right: one change, one run, how many targets are built.
@Suite struct StalenessTests {
  /// A row: what happens to the files of a project that is up to date, and what a build makes of it.
  struct Row: CustomTestStringConvertible {
    var change: String
    /// Targets that are built, from a new reply or a kept one.
    var built = 0
    /// Targets whose log alone is refreshed.
    var touched = 0
    var reason: String?
    var orphans = 0
    var upToDate = 4
    var act: @Sendable (TestProject) throws -> Void

    var testDescription: String { change }
  }

  private static let plot = "data/plot_summaries_1.txt"
  private static let cast = "data/character.metadata_1.csv"

  private static let edits: [Row] = [
    Row(change: "touched", touched: 1) { project in
      project.setModified(plot, timespec(tv_sec: 1_900_000_000, tv_nsec: 1))
    },
    Row(change: "changed and changed back", touched: 1) { project in
      let text = try project.text(plot)
      try project.write(plot, "Something else.")
      try project.write(plot, text)
    },
    Row(change: "rights changed, nothing else", touched: 1) { project in
      chmod(project.directory.appendingPathComponent(plot).path, 0o600)
    },
    Row(change: "content, new time", built: 1, reason: "plot changed") { project in
      try project.write(plot, "Anna is a coward now.\n")
    },
    Row(change: "content, older time", built: 1, reason: "plot changed") { project in
      try project.write(plot, "Anna is a coward now.\n")
      project.setModified(plot, timespec(tv_sec: 1_000_000_000, tv_nsec: 0))
    },
    Row(change: "content, new size, time kept", built: 1, reason: "plot changed") { project in
      let time = project.modified(plot)
      try project.write(plot, "Anna is a coward now.\n")
      project.setModified(plot, time)
    },
    Row(change: "content, same size, time kept", built: 1, reason: "plot changed") { project in
      let time = project.modified(plot)
      try project.write(plot, try project.text(plot).replacing("saves", with: "leads"))
      project.setModified(plot, time)
    },
    Row(change: "white space at the end", touched: 1) { project in
      try project.write(plot, try project.text(plot) + "\n \n")
    },
    Row(change: "an actor's height", touched: 1) { project in
      try project.write(
        cast, try project.text(cast).replacing("\"Anna\",,,", with: "\"Anna\",,,1.7"))
    },
  ]

  private static let filesAndRecipes: [Row] = [
    Row(change: "a name in the cast", built: 1, reason: "cast changed") { project in
      try project.write(cast, TestProject.castFile(["Anna", "Bert", "Cecil"]))
    },
    Row(change: "a cast appears", built: 1, reason: "cast appeared") { project in
      try project.write("data/character.metadata_4.csv", TestProject.castFile(["Anna"]))
    },
    Row(change: "a cast is removed", built: 1, reason: "cast removed") { try $0.remove(cast) },
    Row(change: "a movie appears", built: 1, reason: "no record", upToDate: 5) { project in
      try project.addSmallMovie(5)
    },
    Row(change: "a plot is removed", orphans: 1, upToDate: 3) { try $0.remove(plot) },
    Row(change: "prompt", built: 4, reason: "prompt changed") { project in
      try project.write("prompt.txt", "Name each character's trope.\n{{catalog}}\n")
      try project.write("tropefile", TestProject.settings("recipe: {prompt: prompt.txt}"))
    },
    Row(change: "catalog", built: 4, reason: "catalog changed") { project in
      try project.write("tropes.csv", "id,name,description\nHERO,Hero,Saves.\nCAD,Cad,Betrays.\n")
      try project.write("tropefile", TestProject.settings("recipe: {catalog: tropes.csv}"))
    },
    Row(change: "model", built: 4, reason: "model changed") { project in
      try project.write("tropefile", TestProject.settings("recipe: {model: gpt-4o}"))
    },
    Row(change: "record deleted", built: 1, reason: "no record") { project in
      _ = try project.rows("DELETE FROM records WHERE movie_id = 1")
    },
    Row(change: "a character of a record deleted", built: 1, reason: "no record") { project in
      _ = try project.rows("DELETE FROM characters WHERE movie_id = 1 AND position = 0")
    },
    Row(change: "a trope set by hand") { project in
      _ = try project.rows("UPDATE characters SET trope_id = 'NO_TROPE' WHERE movie_id = 1")
    },
  ]

  @Test(arguments: edits + filesAndRecipes)
  func `a change has just what follows from it built, once`(row: Row) async throws {
    let project = try TestProject.small()
    try await project.build()
    try await project.expectNothingToDo(4)
    try row.act(project)

    let before = try project.picture()
    let (movies, summary) = try await project.preview()
    #expect(summary["stale"] as? Int == row.built)
    #expect(summary["touched"] as? Int == row.touched)
    #expect(summary["orphans"] as? Int == row.orphans)
    #expect(movies.allSatisfy { $0["reasons"] as? [String] == row.reason.map { [$0] } })
    #expect(try project.picture() == before)

    let outcome = try await project.build()
    if row.built + row.touched > 0 {
      let made = (outcome.output.count("built") ?? 0) + (outcome.output.count("reused") ?? 0)
      #expect(made == row.built)
      #expect(outcome.output.count("touched only") == row.touched)
    } else {
      #expect(outcome.output.hasPrefix("nothing to do"))
    }
    try await project.expectNothingToDo(row.upToDate)
  }

  @Test func `what was set by hand stays until its inputs change`() async throws {
    let project = try TestProject.small()
    try await project.build()
    _ = try project.rows("UPDATE characters SET trope_id = 'NO_TROPE' WHERE movie_id = 1")
    try await project.build("--check")
    #expect(
      try project.rows("SELECT DISTINCT trope_id FROM characters WHERE movie_id = 1")
        == ["NO_TROPE"])
  }

  @Test func `a prompt that is changed and changed back costs nothing`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let first = try project.rows("SELECT movie_id, name, trope_id FROM characters ORDER BY 1, 2")
    let settings = try project.text("tropefile")
    try project.write("prompt.txt", "Name each character's trope.\n{{catalog}}\n")
    try project.write("tropefile", TestProject.settings("recipe: {prompt: prompt.txt}"))
    #expect(try await project.build().output.count("built") == 4)
    try project.write("tropefile", settings)
    let back = try await project.build()
    #expect(back.output.count("reused") == 4)
    #expect(back.output.contains("nothing was asked, cost $0.00"))
    #expect(
      try project.rows("SELECT movie_id, name, trope_id FROM characters ORDER BY 1, 2") == first)
    try await project.expectNothingToDo(4)
  }

  @Test func `the same question under two ids is asked once`() async throws {
    let server = try await LiveSandbox(["--tier", "none"])
    let project = try TestProject(tropefile: TestProject.settings(sandbox: false))
    for id in [7, 8, 9] {
      try project.addMovie(id, plot: "Anna saves Bert.", cast: ["Anna", "Bert"])
    }
    let outcome = try await project.build(environment: server.environment)
    #expect(outcome.output.count("built") == 3)
    #expect(try await server.account().requests == 1)
    #expect(try project.rows("SELECT count(*) FROM records") == ["3"])
    try await project.expectNothingToDo(3, environment: server.environment)
  }

  @Test func `a run that only refreshes the log needs no key`() async throws {
    let server = try await LiveSandbox(["--tier", "none"])
    let project = try TestProject.small(sandbox: false)
    try await project.build(environment: server.environment)
    project.setModified(Self.plot, timespec(tv_sec: 1_900_000_000, tv_nsec: 1))
    let address = ["OPENAI_BASE_URL": server.baseURL]
    let outcome = try await project.build(environment: address)
    #expect(outcome.output.count("touched only") == 1)
    #expect(outcome.output.contains("nothing was asked"))
    try await project.expectNothingToDo(4, environment: address)
  }
}
