import Engine
import Foundation
import Synchronization
import Testing
import TestSupport
import TropeModel

/// The table that no build tool gets wholly right: one change, one run, how many targets are built.
@Suite struct ChangeTests {
  /// A project of small movies that its tropefile describes: 1 to 3 have a cast, 4 has none.
  final class Films: Sendable {
    let rig: EngineRig

    init(movies: Int = 4) async throws {
      rig = try await EngineRig(movies: nil)
      try settings()
      for id in 1...movies { try add(id) }
    }

    func settings(_ lines: String = "") throws {
      try write(
        "tropefile",
        """
        input: {directory: data}
        plan: {strategy: realtime}
        limits: {requests_per_minute: 100k, requests_per_day: 1M, tokens_per_minute: 100M}
        \(lines)

        """)
    }

    func add(_ id: Int) throws {
      try write(
        "data/plot_summaries_\(id).txt",
        "Anna, the captain of ship \(id), saves the crew. The cruel Bert betrays them all.\n")
      if id != 4 {
        try write("data/character.metadata_\(id).csv", Self.cast(["Anna", "Bert"]))
      }
    }

    /// A cast file in the corpus's form.
    static func cast(_ names: [String]) -> String {
      "freebase_movie_id,movie_release_date,character_name,actor_birth_date,actor_gender,"
        + "actor_height,actor_ethnicity,actor_name,actor_age_at_movie_release,"
        + "freebase_character_actor_map_id,freebase_character_id,freebase_actor_id\n"
        + names.map { "/m/0,1925,\"\($0)\",,,,,,,,,\n" }.joined()
    }

    func write(_ path: String, _ text: String) throws { try rig.place.write(text, to: path) }

    func text(_ path: String) throws -> String { try #require(rig.place.text(of: path)) }

    func remove(_ path: String) throws {
      try FileManager.default.removeItem(atPath: rig.place(path))
    }

    func rows(_ sql: String) throws -> [String] {
      try Shell(rig.place("build/tropes.db")).rows(sql)
    }

    func modified(_ path: String) -> timespec {
      var status = stat()
      stat(rig.place(path), &status)
      return status.st_mtim
    }

    func setModified(_ path: String, _ time: timespec) {
      var times = [time, time]
      utimensat(AT_FDCWD, rig.place(path), &times, 0)
    }

    func setModified(_ path: String, _ seconds: Int) {
      setModified(path, timespec(tv_sec: seconds, tv_nsec: 1))
    }

    /// Every file with its size, times and content: to see that nothing was written.
    func picture() throws -> [String: String] {
      var seen: [String: String] = [:]
      let files = FileManager.default.enumerator(atPath: rig.place.path)
      while let name = files?.nextObject() as? String {
        let attributes = try FileManager.default.attributesOfItem(atPath: rig.place(name))
        let data = FileManager.default.contents(atPath: rig.place(name)) ?? Data()
        seen[name] =
          "\(attributes[.modificationDate] ?? "") \(attributes[.size] ?? "") \(data.hashValue)"
      }
      return seen
    }

    private var project: Project {
      get throws { try ProjectLoader.load(directory: rig.place.path) }
    }

    func survey() async throws -> (Survey, reasons: [[StaleReason]]) {
      let preview = try await rig.run(project).look().preview
      return (preview.survey, preview.staleTargets.map(\.reasons))
    }

    @discardableResult
    func build(
      _ change: (inout BuildOptions) -> Void = { _ in }
    ) async throws -> BuildSummary? { try await rig.build(project, .build, change) }

    /// A build that has nothing to do and writes nothing.
    func expectNothingToDo(
      _ upToDate: Int, at place: SourceLocation = #_sourceLocation
    ) async throws {
      let before = try picture()
      guard case .nothingToDo(let preview, _) = try await rig.run(project).run() else {
        Issue.record("there was something to do", sourceLocation: place)
        return
      }
      #expect(preview.survey.upToDate == upToDate, sourceLocation: place)
      #expect(try picture() == before, sourceLocation: place)
    }
  }

  /// A row: what happens to the files of a project that is up to date, and what a build makes of it.
  struct Row: CustomTestStringConvertible {
    var change: String
    /// Targets that are built, from a new reply or a kept one.
    var built = 0
    /// Targets whose log alone is refreshed.
    var touched = 0
    var reason: StaleReason?
    var orphans = 0
    var upToDate = 4
    var act: @Sendable (Films) throws -> Void

    var testDescription: String { change }
  }

  private static let plot = "data/plot_summaries_1.txt"
  private static let cast = "data/character.metadata_1.csv"

  private static let edits: [Row] = [
    Row(change: "touched", touched: 1) { $0.setModified(plot, 1_900_000_000) },
    Row(change: "changed and changed back", touched: 1) { films in
      let text = try films.text(plot)
      try films.write(plot, "Something else.")
      try films.write(plot, text)
    },
    Row(change: "rights changed, nothing else", touched: 1) { chmod($0.rig.place(plot), 0o600) },
    Row(change: "content, new time", built: 1, reason: .plotChanged) { films in
      try films.write(plot, "Anna is a coward now.\n")
    },
    Row(change: "content, older time", built: 1, reason: .plotChanged) { films in
      try films.write(plot, "Anna is a coward now.\n")
      films.setModified(plot, 1_000_000_000)
    },
    Row(change: "content, new size, time kept", built: 1, reason: .plotChanged) { films in
      let time = films.modified(plot)
      try films.write(plot, "Anna is a coward now.\n")
      films.setModified(plot, time)
    },
    Row(change: "content, same size, time kept", built: 1, reason: .plotChanged) { films in
      let time = films.modified(plot)
      try films.write(plot, try films.text(plot).replacing("saves", with: "leads"))
      films.setModified(plot, time)
    },
    Row(change: "white space at the end", touched: 1) { films in
      try films.write(plot, try films.text(plot) + "\n \n")
    },
    Row(change: "an actor's height", touched: 1) { films in
      try films.write(
        cast, try films.text(cast).replacing("\"Anna\",,,", with: "\"Anna\",,,1.7"))
    },
  ]

  private static let filesAndRecipes: [Row] = [
    Row(change: "a name in the cast", built: 1, reason: .castChanged) { films in
      try films.write(cast, Films.cast(["Anna", "Bert", "Cecil"]))
    },
    Row(change: "a cast appears", built: 1, reason: .castAppeared) { films in
      try films.write("data/character.metadata_4.csv", Films.cast(["Anna"]))
    },
    Row(change: "a cast is removed", built: 1, reason: .castRemoved) { try $0.remove(cast) },
    Row(change: "a movie appears", built: 1, reason: .noRecord, upToDate: 5) { try $0.add(5) },
    Row(change: "a plot is removed", orphans: 1, upToDate: 3) { try $0.remove(plot) },
    Row(change: "prompt", built: 4, reason: .promptChanged) { films in
      try films.write("prompt.txt", "Name each character's trope.\n{{catalog}}\n")
      try films.settings("recipe: {prompt: prompt.txt}")
    },
    Row(change: "catalog", built: 4, reason: .catalogChanged) { films in
      try films.write("tropes.csv", "id,name,description\nHERO,Hero,Saves.\nCAD,Cad,Betrays.\n")
      try films.settings("recipe: {catalog: tropes.csv}")
    },
    Row(change: "model", built: 4, reason: .modelChanged) { films in
      try films.settings("recipe: {model: gpt-4o}")
    },
    Row(change: "temperature", built: 4, reason: .parametersChanged) { films in
      try films.settings("recipe: {temperature: 1}")
    },
    Row(change: "record deleted", built: 1, reason: .noRecord) { films in
      _ = try films.rows("DELETE FROM records WHERE movie_id = 1")
    },
    Row(change: "a character of a record deleted", built: 1, reason: .noRecord) { films in
      _ = try films.rows("DELETE FROM characters WHERE movie_id = 1 AND position = 0")
    },
    Row(change: "a trope set by hand") { films in
      _ = try films.rows("UPDATE characters SET trope_id = 'NO_TROPE' WHERE movie_id = 1")
    },
  ]

  @Test(arguments: edits + filesAndRecipes)
  func `a change has just what follows from it built, once`(row: Row) async throws {
    let films = try await Films()
    try await films.build()
    try await films.expectNothingToDo(4)
    try row.act(films)

    let before = try films.picture()
    let (survey, reasons) = try await films.survey()
    #expect(survey.staleCount == row.built)
    #expect(survey.refreshed.count == row.touched)
    #expect(survey.orphans.count == row.orphans)
    #expect(reasons.allSatisfy { $0 == row.reason.map { [$0] } })
    #expect(try films.picture() == before)

    let summary = try await films.build()
    #expect((summary == nil) == (row.built + row.touched == 0))
    #expect((summary?.built ?? 0) + (summary?.reused ?? 0) == row.built)
    #expect((summary?.touched ?? 0) == row.touched)
    try await films.expectNothingToDo(row.upToDate)
    await films.rig.stop()
  }

  @Test func `what was set by hand stays until its inputs change`() async throws {
    let films = try await Films()
    try await films.build()
    _ = try films.rows("UPDATE characters SET trope_id = 'NO_TROPE' WHERE movie_id = 1")
    let before = try films.picture()
    #expect(try await films.build { $0.checkAll = true } == nil)
    #expect(try films.picture() == before)
    #expect(
      try films.rows("SELECT DISTINCT trope_id FROM characters WHERE movie_id = 1")
        == ["NO_TROPE"])
    await films.rig.stop()
  }

  @Test func `a prompt that is changed and changed back costs nothing`() async throws {
    let films = try await Films()
    try await films.build()
    let first = try films.rows("SELECT movie_id, name, trope_id FROM characters ORDER BY 1, 2")
    try films.write("prompt.txt", "Name each character's trope.\n{{catalog}}\n")
    try films.settings("recipe: {prompt: prompt.txt}")
    #expect(try await films.build()?.built == 4)
    try films.settings()
    let back = try await films.build()
    #expect(back?.reused == 4 && back?.dollars == 0)
    #expect(try await films.rig.billed() == 8)
    #expect(
      try films.rows("SELECT movie_id, name, trope_id FROM characters ORDER BY 1, 2") == first)
    try await films.expectNothingToDo(4)
    await films.rig.stop()
  }

  @Test func `the same question under two ids is asked once`() async throws {
    let films = try await Films(movies: 1)
    for id in [7, 8] {
      for file in ["data/plot_summaries_", "data/character.metadata_"] {
        let ending = file.hasSuffix("_summaries_") ? ".txt" : ".csv"
        try films.write("\(file)\(id)\(ending)", try films.text("\(file)1\(ending)"))
      }
    }
    #expect(try await films.build()?.built == 3)
    #expect(try await films.rig.billed() == 1)
    try await films.expectNothingToDo(3)
    await films.rig.stop()
  }

  @Test func `a run that only refreshes the log needs no key`() async throws {
    let films = try await Films()
    try await films.build()
    films.setModified(Self.plot, 1_900_000_000)
    films.rig.hasKey.store(false, ordering: .relaxed)
    #expect(try await films.build()?.touched == 1)
    try films.add(5)
    await #expect(throws: BuildError.self) { try await films.build() }
    #expect(try films.rows("SELECT count(*) FROM pending") == ["0"])
    await films.rig.stop()
  }
}
