import Basics
import Engine
import Recipe
import Store
import Testing
import TestSupport
import Tropefile
import TropeModel

/// Builds with a cascade whose target is about labelled characters.
@Suite struct CascadeGoldTests {
  private static let names = ["Anna", "Bert", "Carla", "Dora", "Emil", "Frida"]

  private func rig(_ movies: Int) async throws -> EngineRig {
    let rig = try await EngineRig(
      movies: 1...movies,
      quality: "gpt-4o-mini=97%,gpt-6.1-terra=97%,left-out=0,mixed-up=0")
    for movie in 1...movies {
      try rig.place.write(
        "character_name\n" + Self.names.joined(separator: "\n") + "\n",
        to: "data/character.metadata_\(movie).csv")
    }
    return rig
  }

  private func project(
    _ rig: EngineRig, target: Double = 0.8, gold: [String] = ["random.csv"]
  ) throws -> Project {
    try rig.project { settings in
      settings.recipe.confidence = .logprobs
      settings.recipe.cascade.strongModel = "gpt-6.1-terra"
      settings.recipe.cascade.strongEffort = "low"
      settings.recipe.cascade.namedTarget = target
      settings.recipe.cascade.gold = gold
    }
  }

  /// Labels by movie and name.
  private func labels(_ rig: EngineRig) throws -> [String: String] {
    var labels: [String: String] = [:]
    try TropesDatabase.openForReading(path: rig.place("build/tropes.db"))?
      .forEachRecord(started: { labels = [:] }) { record in
        for character in record.characters {
          labels["\(record.movie),\(character.name)"] = character.tropeID
        }
      }
    return labels
  }

  /// What the strong model says of every character: another sandbox plays it alike. That is to be the truth.
  private func truth(_ movies: Int) async throws -> [String: String] {
    let rig = try await rig(movies)
    let strong: Project = try #require(try project(rig).strong)
    try await rig.build(strong)
    let truth = try labels(rig)
    await rig.stop()
    #expect(truth.count == movies * Self.names.count)
    return truth
  }

  /// Draws characters and labels them.
  private func label(
    _ rig: EngineRig, _ count: Int, _ file: String, gold: [String],
    _ truth: (String) -> String?
  ) async throws {
    let random = try await TrialRun(
      project: try project(rig, gold: gold), variants: [], door: rig.door()
    ).random(count)
    #expect(random.characters.count == count)
    let rows = String(decoding: random.csv(titles: [:]), as: UTF8.self).split(separator: "\n")
    let filled = rows.map { row -> String in
      var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      #expect(fields[4] == "chosen" || fields[4] == "random" && fields[3].isEmpty)
      if fields[4] == "random" { fields[3] = truth(fields[0] + "," + fields[2]) ?? "" }
      return fields.joined(separator: ",")
    }
    try rig.place.write(filled.joined(separator: "\n") + "\n", to: file)
  }

  private func standing(_ rig: EngineRig, _ project: Project) throws -> CascadeStanding {
    try #require(try rig.cascade(project))
  }

  /// How a build ends; `nil` where there was nothing to do.
  private func end(_ rig: EngineRig, _ project: Project, agrees: Bool = true) async throws
    -> CascadeEnd?
  {
    guard case .done(let done) = try await rig.run(project, .build, { $0.agrees = agrees }).run()
    else {
      return nil
    }
    return done.cascadeEnd
  }

  /// Whether it ends without a certificate, and says these words.
  private func isNotShown(_ end: CascadeEnd?, _ words: String...) -> Bool {
    guard case .notShown(let text)? = end else { return false }
    for word in words { #expect(text.contains(word), "\(text)") }
    return true
  }

  @Test
  func
    `labels are right as promised, gold and its figures are named, and a second run asks nothing`()
    async throws
  {
    let movies = 80
    let truth = try await truth(movies)
    let rig = try await rig(movies)
    let project = try project(rig)
    // Nobody is labelled: the cheap model alone is asked.
    let first = try await end(rig, project)
    #expect(isNotShown(first, "'random.csv' has none", "fewer than 11", "--random"))
    #expect(try await rig.billed() == movies)
    try await label(rig, 60, "random.csv", gold: ["random.csv"]) { truth[$0] }
    // 60 are fewer than four times in five would do: it asks whether to.
    let few = try await end(rig, project, agrees: false)
    #expect(isNotShown(few, "60 labelled characters", "--yes"))
    #expect(try await rig.billed() == movies)

    #expect(try await end(rig, project) == .certified)
    let standing = try standing(rig, project)
    let promise = try #require(standing.promise)
    #expect(standing.isComplete && standing.key.measure == .gold)
    #expect(promise.movies == movies && promise.characters == movies * Self.names.count)
    #expect(promise.pilotMovies == 20 && promise.keptMovies > 0 && standing.kept > 0)
    let gold = try #require(standing.entry?.gold)
    #expect(gold.characters == 60 && gold.seen == nil && gold.wrong < 12)
    let words = CascadeWords.lines(standing).joined(separator: "\n")
    #expect(words.contains("labels are right, by 60 labelled characters"), "\(words)")
    #expect(!words.contains("those of gpt-6.1-terra") && !words.contains("no cut"))

    let own = try labels(rig)
    let right = own.count { truth[$0.key] == $0.value }
    #expect(Double(right) >= 0.8 * Double(movies * Self.names.count))
    // A movie whose characters were drawn and that the cut keeps has its cheap labels, although the strong ones are known.
    let strong = try rig.strongMovies(project).count
    #expect(strong == standing.strong && strong + standing.kept == movies)
    let billed = try await rig.billed()
    #expect(billed > movies + strong)
    #expect(try await rig.isAskedOnce())
    #expect(rig.place.bytes(of: "build/try/tropes.db") == nil)
    #expect(try await rig.build(project) == nil)
    try FileRemoval.remove(rig.place("build/tropes.db"))
    try await rig.build(project)
    #expect(try labels(rig) == own)
    #expect(try await rig.billed() == billed)
    await rig.stop()
  }

  @Test
  func
    `a strong model that is not shown to be good enough ends it, and what was looked at is not looked at again`()
    async throws
  {
    let movies = 60
    let truth = try await truth(movies)
    let rig = try await rig(movies)
    let project = try project(rig)
    try await rig.build(project)
    try await label(rig, 15, "random.csv", gold: ["random.csv"]) { name in
      BuiltInTropes.ids.first { $0 != truth[name] }
    }
    let before = try labels(rig)
    let first = try await end(rig, project)
    #expect(isNotShown(first, "itself is not shown to reach 80%", "15 labelled", "15 wrong"))
    let billed = try await rig.billed()
    #expect(billed > movies + 20 - 1)
    let noted = try standing(rig, project)
    #expect(noted.promise == nil && noted.entry?.gold?.wrong == 15)
    #expect(CascadeWords.lines(noted).contains { $0.contains("15 have wrong labels") })
    // But for the pilot, records are as they were, and the same again costs nothing.
    let changed = Set(
      try labels(rig).filter { before[$0.key] != $0.value }.map { $0.key.split(separator: ",")[0] })
    #expect(changed.count <= 20)
    #expect(isNotShown(try await end(rig, project), "15 wrong"))
    #expect(try await rig.billed() == billed)

    // More of the draw: the first fifteen are known to be wrong, and tested are the others.
    let files = ["random.csv", "more.csv"]
    try await label(rig, 60, "more.csv", gold: files) { truth[$0] }
    let more = try self.project(rig, gold: files)
    #expect(try await end(rig, more) == .certified)
    let gold = try #require(try standing(rig, more).entry?.gold)
    #expect(gold.characters == 60 && gold.seen == noted.entry?.gold?.last)

    // Another target is another test, and all are looked at.
    let other = try self.project(rig, target: 0.75, gold: files)
    #expect(isNotShown(try await end(rig, other), "have none besides the 75"))
    await rig.stop()
  }

  @Test func `a certificate holds until there is another, and stays where none can be had`()
    async throws
  {
    let movies = 60
    let truth = try await truth(movies)
    let rig = try await rig(movies)
    let project = try project(rig)
    try await rig.build(project)
    try await label(rig, 60, "random.csv", gold: ["random.csv"]) { truth[$0] }
    #expect(try await end(rig, project) == .certified)
    let before = try standing(rig, project)
    let billed = try await rig.billed()
    let again: () async throws -> CascadeEnd? = {
      guard
        case .done(let done) = try await rig.run(
          project, .build,
          {
            $0.certifiesAgain = true
            $0.agrees = true
          }
        ).run()
      else { return nil }
      return done.cascadeEnd
    }
    // All that are labelled have been looked at.
    let refused = try await again()
    #expect(isNotShown(refused, "has none besides the 60", "'--certify-again' looks for another"))
    let after = try standing(rig, project)
    #expect(after.entry == before.entry && after.isComplete && after.former == nil)
    #expect(try await rig.billed() == billed)
    #expect(try await end(rig, project) == nil)

    // One that was begun and comes to nothing leaves it, too.
    let files = ["random.csv", "more.csv"]
    try await label(rig, 15, "more.csv", gold: files) { name in
      BuiltInTropes.ids.first { $0 != truth[name] }
    }
    let more = try self.project(rig, gold: files)
    guard
      case .done(let done) = try await rig.run(
        more, .build,
        {
          $0.certifiesAgain = true
          $0.agrees = true
        }
      ).run()
    else {
      Issue.record("nothing to do")
      return
    }
    #expect(isNotShown(done.cascadeEnd, "15 wrong", "stays"))
    #expect(done.cascade?.entry == before.entry)
    // What it has looked at is looked at by none again.
    #expect(isNotShown(try await again(), "has none besides the 75"))
    await rig.stop()
  }

  @Test func `a forecast that goes by agreement says that it takes the strong model for right`()
    async throws
  {
    let rig = try await rig(60)
    let project = try project(rig)
    try await rig.build(project)
    try await label(rig, 200, "random.csv", gold: ["random.csv"]) { _ in BuiltInTropes.ids[0] }
    guard case .notWorthIt(let words)? = try await end(rig, project, agrees: false) else {
      Issue.record("it was worth it")
      return
    }
    #expect(words.contains("as if gpt-6.1-terra (low) were always right"), "\(words)")
    await rig.stop()
  }

  @Test
  func `what the cut keeps has cheap labels, also where a cascade before it left strong ones`()
    async throws
  {
    let movies = 60
    let truth = try await truth(movies)
    let rig = try await rig(movies)
    let before = try project(rig, target: 0.9, gold: [])
    #expect(try await end(rig, before) == .certified)
    #expect(try standing(rig, before).key.measure == .strong)
    try await label(rig, 60, "random.csv", gold: ["random.csv"]) { truth[$0] }
    let project = try project(rig)
    #expect(try await end(rig, project) == .certified)
    let standing = try standing(rig, project)
    #expect(standing.isComplete && standing.kept > 0)
    // Answers of before are no pilot: which there are may follow from who was labelled.
    #expect(standing.promise?.pilotMovies == 20)
    let strong = try rig.strongMovies(project).count
    #expect(strong == standing.strong && strong + standing.kept == movies)
    #expect(try await rig.build(project) == nil)
    await rig.stop()
  }

  @Test
  func `characters that were skipped count as wrong, and others than those drawn for nothing`()
    async throws
  {
    let rig = try await rig(30)
    let project = try project(rig)
    try await rig.build(project)
    // Every other one is left out.
    var count = 0
    try await label(rig, 40, "random.csv", gold: ["random.csv"]) { _ in
      count += 1
      return count % 2 == 0 ? BuiltInTropes.ids[0] : nil
    }
    let end = try await end(rig, project)
    #expect(isNotShown(end, "40 labelled characters", "20 of which nobody has labelled"))
    // Labels of one's own choice are no draw.
    try rig.place.write(
      "wikipedia_id,character,trope\n"
        + (1...30).map { "\($0),Anna,\(BuiltInTropes.ids[0])" }.joined(separator: "\n") + "\n",
      to: "chosen.csv")
    let chosen = try self.project(rig, target: 0.7, gold: ["chosen.csv"])
    #expect(isNotShown(try await self.end(rig, chosen), "'chosen.csv' has none"))
    await rig.stop()
  }

  @Test func `labels that are no tropes, and characters that nobody knows yet, are refused`()
    async throws
  {
    let rig = try await rig(20)
    let project = try project(rig)
    try await rig.build(project)
    try await label(rig, 20, "random.csv", gold: ["random.csv"]) { _ in "no such trope" }
    do {
      _ = try await end(rig, project)
      Issue.record("accepted")
    } catch {
      #expect("\(error)".contains("'no such trope'"))
    }
    try rig.add(21)
    do {
      _ = try await TrialRun(project: project, variants: [], door: rig.door()).random(5)
      Issue.record("drawn")
    } catch {
      #expect("\(error)".contains("who is in 1 movie is not known yet"))
    }
    await rig.stop()
  }
}

/// Ids of the catalog that comes with the program.
private enum BuiltInTropes {
  static let ids = Catalog.builtIn.tropes.map(\.id)
}
