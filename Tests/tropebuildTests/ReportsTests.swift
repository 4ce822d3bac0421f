import Foundation
import Testing

@Suite struct ReportsTests {
  @Test func `the views have the first system's columns and spelling`() async throws {
    let project = try TestProject.small(strategy: "batch")
    try await project.build()
    try project.write("data/plot_summaries_9.txt", "")
    #expect(try await project.tropebuild().status == 1)
    #expect(
      try project.rows("SELECT name FROM pragma_table_info('tropemovie')") == [
        "id", "metadata_status", "processed_status", "processing_method", "batch_id", "batch_index",
        "token_count", "last_updated",
      ])
    #expect(
      try project.rows("SELECT name FROM pragma_table_info('character_tropes')") == [
        "id", "movie_id", "name", "trope",
      ])
    let movies = try project.rows(
      "SELECT id, processed_status, processing_method FROM tropemovie ORDER BY id")
    #expect(movies == (1...4).map { "\($0)|COMPLETED|BATCH" } + ["9|FAILED|CHAT"])
    let batches = try project.rows("SELECT batch_id FROM tropemovie WHERE id < '9'")
    #expect(batches.allSatisfy { $0.hasPrefix("batch_") })
    let statuses = try project.rows(
      "SELECT DISTINCT metadata_status FROM tropemovie WHERE id < '9'")
    #expect(statuses.allSatisfy { $0 == $0.uppercased() && !$0.isEmpty })
    let times = try project.rows("SELECT last_updated FROM tropemovie")
    #expect(times.allSatisfy { $0.contains(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/) })
    let tropes = try project.rows("SELECT trope FROM character_tropes")
    #expect(tropes.count >= 6)
    #expect(tropes.allSatisfy { $0.contains(/^[A-Z]+(_[A-Z]+)*$/) })
    #expect(try project.rows("SELECT count(*) FROM pending") == ["0"])
  }

  @Test func `explain tells of the file that is at fault`() async throws {
    let project = try TestProject()
    try project.write("data/plot_summaries_1.txt", "A plot.\n")
    try project.write("data/character.metadata_1.csv", "name\nAnn\n")
    try project.write("data/plot_summaries_2.txt", "\n")
    let cast = try await project.tropebuild("explain", "1").output
    #expect(cast.contains("\ncast      data/character.metadata_1.csv:1: no column"))
    let plot = try await project.tropebuild("explain", "2").output
    #expect(plot.contains("\nplot      data/plot_summaries_2.txt: the plot is empty"))
  }

  @Test func `status, explain and show tell of a build, in words and in JSON`() async throws {
    let project = try TestProject.small()
    #expect(try await project.build("status").output.hasPrefix("records  0\n"))
    #expect(try await project.tropebuild("show", "1").status == 2)
    #expect(try await project.build("explain", "1").output.contains("stale (no record)"))
    try await project.build()
    try project.write("data/plot_summaries_9.txt", "")
    #expect(try await project.tropebuild().status == 1)
    let before = try project.picture()

    let status = try await project.build("status")
    #expect(status.output.hasPrefix("records  4\n"))
    #expect(status.output.contains("failed: 9: data/plot_summaries_9.txt: the plot is empty"))
    let object = try #require(try await project.build("status", "--json").output.jsonLines().first)
    #expect(object["records"] as? Int == 4)
    #expect((object["failed"] as? [Any])?.count == 1)

    let explained = try await project.build("explain", "1")
    #expect(explained.output.contains("state     up to date"))
    #expect(explained.output.contains("plot      data/plot_summaries_1.txt"))
    #expect(explained.output.contains("reply     kept: sandbox-lexical"))
    #expect(try await project.build("explain", "9").output.contains("cannot be built"))
    #expect(try await project.tropebuild("explain", "77").status == 2)
    let body = try await project.build("explain", "1", "--question")
    #expect(try body.output.jsonLines().first?["model"] as? String == "gpt-6-luna")

    let shown = try await project.build("show", "1", "2")
    #expect(shown.output.contains("Anna") && shown.output.contains("Bert"))
    let records = try await project.build("show", "--all", "--json").output.jsonLines()
    #expect(records.map { $0["movie"] as? Int } == [1, 2, 3, 4])
    let missing = try await project.tropebuild("show", "77")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("no record of movie 77"))
    #expect(try project.picture() == before)
  }

  @Test func `the raw corpus is split as a step of the build`() async throws {
    let project = try TestProject(tropefile: TestProject.settings("corpus: {raw: raw}"))
    try project.remove("data")
    func row(_ movie: Int, _ name: String) -> String {
      "\(movie)\t/m/0\t1925\t\(name)" + String(repeating: "\t", count: 9) + "\n"
    }
    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA storm.\n")
    try project.write("raw/character.metadata.tsv", row(5, "Anna") + row(5, "Bert"))
    let before = try project.picture()
    let look = try await project.build("-n")
    #expect(look.errors.contains("would split the raw corpus: 2 plots, 1 cast, 3 files to write"))
    // It is planned as if it had been split.
    #expect(look.output.contains("2 of 2 targets are stale"))
    #expect(try await project.tropebuild("plan", "--offline").output.contains("2 movies to ask"))
    #expect(try await project.tropebuild("-q").status == 1)
    #expect(try project.picture() == before)

    #expect(try await project.build().output.count("built") == 2)
    #expect(try project.rows("SELECT name FROM characters WHERE movie_id = 5") == ["Anna", "Bert"])
    try await project.expectNothingToDo(2)

    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA flood.\n")
    let changed = try await project.build("-n")
    #expect(changed.output.contains("1 of 2 targets is stale"), "\(changed.output)")
    #expect(changed.output.contains("plot changed"))
    let again = try await project.build()
    #expect(again.output.count("built") == 1)
    try await project.expectNothingToDo(2)

    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA fire.\n")
    let split = try await project.build("split")
    #expect(split.output.contains("1 file written"))
    #expect(try project.text("data/plot_summaries_6.txt").contains("A fire."))

    try project.write("raw/plot_summaries.txt", "5\tAnna.\n5\tBert.\n")
    let doubled = try await project.tropebuild()
    #expect(doubled.status == 2)
    #expect(doubled.errors.contains("raw/plot_summaries.txt:2"))
  }

  @Test func `a dry run of a corpus that is to be split says what the build does`() async throws {
    let project = try TestProject(tropefile: TestProject.settings("corpus: {raw: raw}"))
    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA storm.\n")
    try project.write("raw/character.metadata.tsv", "")
    try await project.build()
    try await project.expectNothingToDo(2)

    // A movie more: both say that one is to be asked.
    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA storm.\n7\tA fire.\n")
    let before = try project.picture()
    let look = try await project.preview()
    #expect(look.movies.map { $0["movie"] as? Int } == [7])
    #expect(try await project.tropebuild("-q").status == 1)
    #expect(try project.picture() == before)
    #expect(try await project.build().output.count("built") == 1)

    // An edit of a file that the split writes over: told, and both say that nothing is stale.
    try project.write("data/plot_summaries_6.txt", "A storm, and Anna.\n")
    try project.write(
      "raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA storm.\n7\tA fire.\n")
    let edited = try await project.build("-n")
    #expect(
      edited.errors.contains(
        "1 file that was edited since the last split would be written over: "
          + "'data/plot_summaries_6.txt'"), "\(edited.errors)")
    #expect(edited.output.contains("nothing to do: 3 up to date"), "\(edited.output)")
    #expect(try await project.tropebuild("-q").status == 0)
    let built = try await project.build()
    #expect(built.errors.contains("was written over: 'data/plot_summaries_6.txt'"))
    try await project.expectNothingToDo(3)

    // A movie less: what is left of it, and how one is rid of it.
    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n6\tA storm.\n")
    let less = try await project.build("-n")
    #expect(
      less.errors.contains(
        "1 movie of an earlier split has no plot in it any more, and its files would be left"))
    #expect(less.errors.contains("'tropebuild split --prune' removes them): 7"))
    let word = "1 movie gone from what is split, and built like all others"
    #expect(less.output.contains("left over: \(word)"), "\(less.output)")
    let nothing = try await project.build()
    #expect(nothing.output.contains("nothing to do: 3 up to date; \(word)"), "\(nothing.output)")
    #expect(try await project.tropebuild("status").output.contains(word))
    let status = try await project.tropebuild("status", "--json")
    #expect(status.output.contains(#""leftovers":1"#))
    let would = try await project.tropebuild("split", "--prune", "-n")
    #expect(would.output.contains("1 file would be removed"), "\(would.output)")
    let pruned = try await project.tropebuild("split", "--prune")
    #expect(pruned.output.contains("1 file was removed"), "\(pruned.output)")
    #expect(!project.exists("data/plot_summaries_7.txt"))
    let after = try await project.build("-n")
    #expect(!after.output.contains("gone from"))
    #expect(after.output.contains("orphans: 1"))
    #expect(try await project.tropebuild("clean", "--orphans").output.contains("removed 1 record"))
  }

  @Test func `without a key the raw corpus is not split either`() async throws {
    let project = try TestProject(
      tropefile: TestProject.settings(sandbox: false, "corpus: {raw: raw}"))
    try project.write("raw/plot_summaries.txt", "5\tAnna saves Bert.\n")
    try project.write("raw/character.metadata.tsv", "")
    let before = try project.picture()
    #expect(try await project.tropebuild().status == 2)
    #expect(try project.picture() == before)
  }
}
