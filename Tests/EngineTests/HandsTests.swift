import Basics
import Engine
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// Labels by hand through builds.
@Suite struct HandsTests {
  private func movie(_ number: Int64) throws -> MovieID { try #require(MovieID(number: number)) }

  private func label(
    _ rig: EngineRig, _ number: Int64, _ name: String, _ trope: String
  ) throws -> HandEdit.Outcome {
    try HandEdit(try rig.project(), command: "a test").run(
      .set([("trope", trope)], note: nil), movie: try movie(number), character: name)
  }

  private func labels(_ rig: EngineRig) throws -> [String] {
    try Shell(rig.place("build/tropes.db")).rows(
      "SELECT movie_id, name, trope, labelled_by FROM labels WHERE labelled_by = 'hand'")
  }

  private func names(_ rig: EngineRig, _ number: Int64) throws -> [String] {
    let database = try #require(
      try TropesDatabase.openForReading(path: rig.place("build/tropes.db")))
    return try #require(try database.storedRecord(of: try movie(number))).characters.map(\.name)
  }

  @Test func `a label is applied at once, survives a rebuild and asks nothing`() async throws {
    let rig = try await EngineRig(movies: 1...3, hasCasts: true)
    try await rig.build()
    let billed = try await rig.billed()
    let name = try #require(try names(rig, 2).first)
    let outcome = try label(rig, 2, name.uppercased(), "Evil Overlord")
    #expect(outcome.character == name && outcome.wait == nil && outcome.hasChanged)
    #expect(outcome.now?.tropeID == "EVIL_OVERLORD" && outcome.now?.isByHand == true)
    #expect(try labels(rig) == ["2|\(name)|EVIL_OVERLORD|hand"])
    #expect(try await rig.build() == nil)
    // As after 'clean': records come back from kept replies, labels from the file.
    try FileRemoval.remove(rig.place("build/tropes.db"))
    try await rig.build()
    #expect(try labels(rig) == ["2|\(name)|EVIL_OVERLORD|hand"])
    #expect(try await rig.billed() == billed)
    await rig.stop()
  }

  @Test func `a label that is set while a build runs is in the record that the build makes`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...3, hasCasts: true)
    let run = try rig.run(
      report: afterPaid(1) {
        #expect(throws: Never.self) {
          try rig.place.write(
            "movie_id,character,trope\n2,Anna,Evil Overlord\n", to: "overrides.csv")
        }
      })
    guard case .done(let done) = try await run.run() else {
      Issue.record("nothing was done")
      return
    }
    #expect(done.summary.built == 3 && done.hands?.labelled == 1 && done.hands?.changes == 0)
    #expect(try labels(rig) == ["2|Anna|EVIL_OVERLORD|hand"])
    #expect(!(try await rig.run().isStale()))
    await rig.stop()
  }

  @Test func `a file of labels that is spoilt while a build runs is told, and costs nothing`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...2, hasCasts: true)
    let told = Told()
    let spoil = afterPaid(1) {
      #expect(throws: Never.self) { try rig.place.write("hello\n", to: "overrides.csv") }
    }
    let run = try rig.run(
      report: { event in
        spoil(event)
        if case .notice(let words) = event { told.add(words) }
      })
    guard case .done(let done) = try await run.run() else {
      Issue.record("nothing was done")
      return
    }
    #expect(done.summary.built == 2)
    #expect(told.words.contains { $0.hasPrefix("labels by hand are those of the beginning") })
    await rig.stop()
  }

  /// What a run has told.
  private final class Told: Sendable {
    private let all = Locked<[String]>([])
    var words: [String] { all.withLock { $0 } }
    func add(_ words: String) { all.withLock { $0.append(words) } }
  }

  @Test func `a file that people edit is applied by the next build, which asks nothing`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...2, hasCasts: true)
    try await rig.build()
    let name = try #require(try names(rig, 1).first)
    try rig.place.write(
      "movie_id,character,trope\n1,\(name),Evil Overlord\n", to: "overrides.csv")
    let billed = try await rig.billed()
    let preview = try await rig.run().look().preview
    #expect(preview.hands?.changes == 1 && preview.survey.staleCount == 0)
    #expect(try await rig.run().isStale())
    #expect(try await rig.build() == nil)
    #expect(try labels(rig) == ["1|\(name)|EVIL_OVERLORD|hand"])
    #expect(!(try await rig.run().isStale()))
    try FileRemoval.remove(rig.place("overrides.csv"))
    #expect(try await rig.build() == nil)
    #expect(try labels(rig).isEmpty)
    #expect(try await rig.billed() == billed)
    await rig.stop()
  }

  @Test func `lines that fit nothing are told, and the others are applied`() async throws {
    let rig = try await EngineRig(movies: 1...2, hasCasts: true)
    try await rig.build()
    let name = try #require(try names(rig, 1).first)
    try rig.place.write(
      """
      movie_id,character,trope
      1,\(name),Evil Overlord
      1,Nobody at all,Evil Overlord
      77,Ann,Evil Overlord
      2,Ann,Evil Overlrd

      """, to: "overrides.csv")
    try await rig.build()
    let database = try TropesDatabase.openForReading(path: rig.place("build/tropes.db"))
    let report = try #require(try Hands(try rig.project()).look(database))
    #expect(report.labelled == 1 && report.changes == 0)
    #expect(report.problems.map(\.line) == [3, 4, 5])
    #expect(report.problems[0].message == "movie 1 has no character 'Nobody at all'")
    #expect(report.problems[1].message == "movie 77 has neither a plot nor a record")
    #expect(report.problems[2].advice == "near it: 'Evil Overlord'")
    await rig.stop()
  }

  @Test func `a file that is no table stops a build before anything is asked`() async throws {
    let rig = try await EngineRig(movies: 1...1, hasCasts: true)
    try rig.place.write("hello\n", to: "overrides.csv")
    await #expect(throws: BuildError.self) { try await rig.build() }
    #expect(try await rig.billed() == 0)
    await rig.stop()
  }

  @Test func `who or what is not there is an error, and the file stays as it is`() async throws {
    let rig = try await EngineRig(movies: 1...1, hasCasts: true)
    try rig.add(2)
    try await rig.build { $0.movies = [MovieID(number: 1)].compactMap(\.self) }
    let name = try #require(try names(rig, 1).first)
    #expect(throws: HandError.self) { try label(rig, 1, name, "Evil Overlrd") }
    #expect(throws: HandError.self) { try label(rig, 1, "Nobody at all", "Evil Overlord") }
    #expect(throws: HandError.noNames(try movie(2))) { try label(rig, 2, "Ann", "Evil Overlord") }
    #expect(throws: BuildError.self) { try label(rig, 77, "Ann", "Evil Overlord") }
    #expect(rig.place.bytes(of: "overrides.csv") == nil)
    try rig.place.write(
      "character_name\nAnna\n", to: "data/character.metadata_2.csv")
    #expect(try label(rig, 2, "anna", "Evil Overlord").wait == .noRecord)
    #expect(
      rig.place.bytes(of: "overrides.csv")
        == Array("movie_id,character,trope,note\n2,Anna,EVIL_OVERLORD,\n".utf8))
    #expect(throws: HandError.notLabelled(name, try movie(1))) {
      try HandEdit(try rig.project(), command: "a test").run(
        .remove(nil), movie: try movie(1), character: name)
    }
    await rig.stop()
  }

  @Test func `labels set at the same time all stay`() async throws {
    let rig = try await EngineRig(movies: 1...8, hasCasts: true)
    try await rig.build()
    let first = try (1...8).map { try #require(try names(rig, Int64($0)).first) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, name) in first.enumerated() {
        group.addTask { _ = try label(rig, Int64(index + 1), name, "Mentor") }
      }
      try await group.waitForAll()
    }
    try await rig.build()
    #expect(try labels(rig).count == 8)
    await rig.stop()
  }

  @Test func `titles stand in the database and follow the metadata`() async throws {
    let rig = try await EngineRig(movies: 1...2, hasCasts: true)
    let project = try rig.project { $0.corpus.movieMetadata = "movies.tsv" }
    func write(_ title: String) throws {
      try rig.place.write(
        "1\t/m/f1\t\(title)\t1925-03\t\t\t{}\t{}\t{}\n3\t/m/f3\tElse\t1990\t\t\t{}\t{}\t{}\n",
        to: "movies.tsv")
    }
    try write("The Ship")
    try await rig.build(project)
    let shell = try Shell(rig.place("build/tropes.db"))
    #expect(try shell.rows("SELECT * FROM movies") == ["1|The Ship|1925", "2||"])
    try write("The Other Ship")
    #expect(try await rig.build(project) == nil)
    #expect(try shell.rows("SELECT * FROM movies") == ["1|The Other Ship|1925", "2||"])
    await rig.stop()
  }
}
