import Engine
import Store
import Testing
import TestSupport
import TropeModel

/// What `diff` can compare: each is found though the records are of something else by now.
@Suite struct PastLabelsTests {
  /// Movies that two models answer differently, labelled by the first and then by the second.
  private struct Films {
    let rig: EngineRig
    let first: [MovieID: [LabelledCharacter]]
    let second: [MovieID: [LabelledCharacter]]

    init(
      strategy: String = "realtime", _ first: String = "model: gpt-4o-mini",
      to change: String = "model: gpt-6.1-terra"
    ) async throws {
      let rig = try await EngineRig(
        movies: 1...6, hasCasts: true,
        quality: "gpt-4o-mini=40%,gpt-6.1-terra=97%,left-out=0,mixed-up=0")
      try rig.place.write("{{catalog}}\nName the part that each character plays.\n", to: "new.txt")
      try Self.write(first, strategy, of: rig)
      #expect(try await rig.build(try Self.load(rig))?.built == 6)
      self.first = try Self.labels(rig)
      try Self.write(change, strategy, of: rig)
      #expect(try await rig.build(try Self.load(rig))?.built == 6)
      second = try Self.labels(rig)
      self.rig = rig
    }

    static func write(
      _ recipe: String, _ strategy: String = "realtime", to file: String = "tropefile",
      of rig: EngineRig
    ) throws {
      try rig.place.write(
        """
        input: {directory: data}
        plan: {strategy: \(strategy), num_batches: 1}
        lanes: {batch: {poll_interval: 200ms}}
        limits: {requests_per_minute: 100k, requests_per_day: 1M, tokens_per_minute: 100M}
        recipe: {\(recipe)}

        """, to: file)
    }

    static func load(_ rig: EngineRig) throws -> Project {
      try ProjectLoader.load(directory: rig.place.path)
    }

    static func labels(_ rig: EngineRig) throws -> [MovieID: [LabelledCharacter]] {
      var labels: [MovieID: [LabelledCharacter]] = [:]
      try TropesDatabase.openForReading(path: rig.place("build/tropes.db"))?
        .forEachRecord(started: { labels = [:] }) { labels[$0.movie] = $0.characters }
      return labels
    }

    func past() throws -> PastLabels {
      let project = try Self.load(rig)
      return try PastLabels(
        project, file: "tropefile", settings: [],
        database: try TropesDatabase.openForReading(path: project.paths.database),
        ledger: try Ledger.openForReading(path: project.paths.ledger), includesSandbox: true)
    }

    /// The words of the error that a side ends in.
    func refusal(_ side: String) async throws -> String {
      do {
        _ = try await past().side(side)
        return ""
      } catch let error as BuildError {
        return "\(error)"
      }
    }
  }

  private func isSame(
    _ side: DiffSide, as labels: [MovieID: [LabelledCharacter]]
  ) -> Bool {
    let diff = LabelDiff(side.labels, SideLabels(characters: labels))
    return diff.movies == labels.count && diff.changes.isEmpty && diff.moviesOnlyInA.isEmpty
  }

  @Test func `a model whose records are gone is read from the replies that were paid for`()
    async throws
  {
    let films = try await Films()
    let past = try films.past()
    #expect(
      !LabelDiff(SideLabels(characters: films.first), SideLabels(characters: films.second)).changes
        .isEmpty)
    let before = try await past.side("gpt-4o-mini")
    #expect(isSame(before, as: films.first))
    #expect(before.fromRecords == 0 && before.fromLedger == 6)
    let after = try await past.side("gpt-6.1-terra")
    #expect(isSame(after, as: films.second) && after.fromRecords == 6)
    #expect(isSame(try await past.side("now"), as: films.second))
    #expect(isSame(try await past.side("recipe.model=gpt-4o-mini"), as: films.first))
    #expect(try await films.rig.billed() == 12)
    await films.rig.stop()
  }

  @Test(arguments: ["model: gpt-6.1-terra", "model: gpt-4o-mini, prompt: new.txt"])
  func `how sure the model was is told of kept replies, too`(_ change: String) async throws {
    let films = try await Films(
      strategy: "batch", "model: gpt-4o-mini, confidence: logprobs", to: change)
    let database = try #require(
      try TropesDatabase.openForReading(path: films.rig.place("build/tropes.db")))
    let old = try #require(try database.usedRecipes().last)
    let side = try await films.past().side(old.hash.recipeName)
    #expect(side.fromLedger == 6)
    for (movie, characters) in films.first {
      let kept = try #require(side.records[movie]).characters
      #expect(kept.map(\.confidence) == characters.map(\.confidence))
      #expect(characters.allSatisfy { $0.confidence != nil })
    }
    await films.rig.stop()
  }

  @Test func `a recipe goes by the beginning of its hash, of a record or a batch`() async throws {
    let films = try await Films()
    let past = try films.past()
    let database = try #require(
      try TropesDatabase.openForReading(path: films.rig.place("build/tropes.db")))
    let used = try database.usedRecipes()
    #expect(used.map(\.records) == [6, 0])
    #expect(used.map(\.model) == ["gpt-6.1-terra", "gpt-4o-mini"])
    let old = try await past.side(used[1].hash.recipeName)
    #expect(isSame(old, as: films.first) && !old.mayLackRealtime)
    await films.rig.stop()
  }

  @Test func `another prompt is found by its tropefile, and in batches without it`() async throws {
    let films = try await Films(strategy: "batch", to: "model: gpt-4o-mini, prompt: new.txt")
    let past = try films.past()
    let database = try #require(
      try TropesDatabase.openForReading(path: films.rig.place("build/tropes.db")))
    let old = try #require(try database.usedRecipes().last)
    #expect(old.records == 0)
    let side = try await past.side(old.hash.recipeName)
    #expect(isSame(side, as: films.first) && side.fromLedger == 6)
    try Films.write("model: gpt-4o-mini", to: "old.tropefile", of: films.rig)
    #expect(isSame(try await past.side("old.tropefile"), as: films.first))
    #expect(isSame(try await past.side("recipe.prompt=new.txt"), as: films.second))
    await films.rig.stop()
  }

  @Test func `databases and exported files are compared`() async throws {
    let films = try await Films()
    let past = try films.past()
    #expect(isSame(try await past.side("build/tropes.db"), as: films.second))
    #expect(isSame(try await past.side("."), as: films.second))
    let exporter = Exporter(project: try Films.load(films.rig), includesSandbox: true)
    let database = try #require(
      try TropesDatabase.openForReading(path: films.rig.place("build/tropes.db")))
    _ = try exporter.write(
      [
        Exporter.Order(content: .characters, path: films.rig.place("characters.csv")),
        Exporter.Order(content: .jsonl, path: films.rig.place("all.jsonl")),
      ], database: database)
    #expect(isSame(try await past.side("characters.csv"), as: films.second))
    #expect(isSame(try await past.side("all.jsonl"), as: films.second))
    try films.rig.place.write("a,b\n1,2\n", to: "other.csv")
    #expect(
      try await films.refusal("other.csv").contains("no columns 'wikipedia_movie_id' and 'name'"))
    try films.rig.place.write("wikipedia_movie_id,name,trope_id,name\n1,A,B,C\n", to: "twice.csv")
    #expect(
      try await films.refusal("twice.csv")
        == "twice.csv:1: the header has the column 'name' twice (remove one of them)")
    await films.rig.stop()
  }

  @Test func `what does not exist is refused with what does`() async throws {
    let films = try await Films()
    let words = try await films.refusal("gpt-7")
    #expect(words.hasPrefix("'gpt-7' is nothing that can be compared; there are recipes "))
    #expect(words.contains("models gpt-4o-mini, gpt-6.1-terra; run-1 to run-2;"))
    #expect(try await films.refusal("run-9").contains("lists run 1 to 2"))
    #expect(try await films.refusal("2001-01-01").hasPrefix("no answer is kept of 2001-01-01T"))
    await films.rig.stop()
  }
}
