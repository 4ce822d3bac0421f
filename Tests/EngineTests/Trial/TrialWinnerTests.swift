import Engine
import Planner
import Recipe
import Report
import Testing
import TestSupport
import Tropefile
import TropeModel

/// What comes after the table.
@Suite struct TrialWinnerTests {
  @Test func `the winner's keys are written and everything else stays`() async throws {
    let rig = try await EngineRig(movies: 1...2)
    let run = try rig.trial(
      "# of ours\nrecipe:\n  model: gpt-4o-mini # cheap\ntry:\n  models: [gpt-4o-mini, gpt-6-luna]\n  movies_per_request: [1, 4]\n"
    )
    let adoption = TrialAdoption(project: run.project, door: rig.door())
    #expect(try adoption.write(run.variants[3]) == .written(strategy: nil, emptied: []))
    #expect(try adoption.write(run.variants[3]) == .unchanged)
    let text = String(decoding: try #require(rig.place.bytes(of: "tropefile")), as: UTF8.self)
    #expect(
      text.contains(
        "# of ours\nrecipe:\n  movies_per_request: 4\n  model: gpt-6-luna # cheap\ntry:"))
    let project = try ProjectLoader.load(directory: rig.place.path)
    #expect(project.settings.recipe.model == "gpt-6-luna")
    #expect(project.settings.recipe.moviesPerRequest == 4)
    #expect(project.recipe.hashes.combined == run.variants[3].project.recipe.hashes.combined)
    await rig.stop()
  }

  @Test(arguments: [("flex", Strategy.realtime), ("hybrid-flex", .hybrid)])
  func `a model without flex is adopted with a strategy by which it can be asked`(
    named: String, served: Strategy
  ) async throws {
    let rig = try await EngineRig(movies: 1...2)
    let project = try rig.loaded(
      "plan: {strategy: \(named)}\nrecipe: {model: gpt-6-luna}\ntry: {models: [gpt-4o-mini, gpt-6-luna]}"
    )
    let variants = try TrialVariant.all(of: project)
    let adoption = TrialAdoption(project: project, door: rig.door())
    #expect(try adoption.write(variants[1]) == .unchanged)
    #expect(try adoption.write(variants[0]) == .written(strategy: served, emptied: []))
    let adopted = try ProjectLoader.load(directory: rig.place.path)
    #expect(adopted.settings.recipe.model == "gpt-4o-mini")
    #expect(adopted.settings.plan.namedStrategy == served)
    _ = try await rig.run(adopted).look()
    await rig.stop()
  }

  @Test func `prices of one model are not left to another that the tables know`() async throws {
    let rig = try await EngineRig(movies: 1...2)
    let project = try rig.loaded(
      "recipe: {model: gpt-4o-mini}\nprices:\n  input: 0.01 # negotiated\n  batch_output: 0.02\n"
        + "try: {models: [gpt-4o-mini, gpt-6-luna]}")
    let variants = try TrialVariant.all(of: project)
    let adoption = TrialAdoption(project: project, door: rig.door())
    #expect(try adoption.write(variants[0]) == .unchanged)
    #expect(
      try adoption.write(variants[1])
        == .written(strategy: nil, emptied: ["prices.input", "prices.batch_output"]))
    let adopted = try ProjectLoader.load(directory: rig.place.path)
    #expect(adopted.settings.prices == Settings(inputDirectory: "data").prices)
    // What the build pays is what was compared.
    #expect(try adopted.terms().prices == variants[1].project.terms().prices)
    let text = String(decoding: try #require(rig.place.bytes(of: "tropefile")), as: UTF8.self)
    #expect(text.contains("prices:\n  input: null # negotiated\n  batch_output: null\n"))
    await rig.stop()
  }

  @Test func `what cannot be edited is refused, and the file stays as it is`() async throws {
    let rig = try await EngineRig(movies: 1...2)
    let run = try rig.trial(
      "recipe:\n  model: &m gpt-4o-mini\ntry:\n  models: [gpt-6-luna, gpt-5-nano]\n")
    let before = rig.place.bytes(of: "tropefile")
    #expect(throws: BuildError.self) {
      try TrialAdoption(project: run.project, door: rig.door()).write(run.variants[0])
    }
    #expect(rig.place.bytes(of: "tropefile") == before)
    await rig.stop()
  }

  @Test func `characters on which the leaders differ are written blind and read back as their gap`()
    async throws
  {
    let rig = try await EngineRig(movies: 1...8, hasCasts: true)
    try rig.place.write("id,name,description\nONE,One,a\nTWO,Two,b\n", to: "a.csv")
    try rig.place.write("id,name,description\nTHREE,Three,a\nFOUR,Four,b\n", to: "b.csv")
    let lines = "try:\n  catalogs: [a.csv, b.csv]\n"
    let empty = { (catalog: [(id: String, name: String)]) in
      try LabelMapping(csv: Array("gold,catalog\n".utf8), path: "m", catalog: catalog)
    }
    let run = try rig.trial(lines)
    let look = try await run.look()
    let asked = try await run.ask(look)
    let outcome = try await run.outcome(look, asked, mapping: empty)
    let toLabel = try #require(outcome.toLabel)
    #expect(toLabel.differing.count == 16 && toLabel.compared == 16)
    let csv = toLabel.csv(most: 5, titles: [:])
    let rows = String(decoding: csv, as: UTF8.self).split(separator: "\n")
    #expect(rows.count == 6)
    #expect(!rows.joined().contains("ONE") && !rows.joined().contains("FOUR"))
    // Nobody has filled it in yet.
    #expect(throws: Diagnostics.self) { try GoldFile.read(csv, path: "to-label.csv") }
    // One of the two is right everywhere.
    let filled = rows.enumerated().map { place, row -> String in
      guard place > 0 else { return String(row) }
      var fields = row.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      fields[3] = "One"
      return fields.joined(separator: ",")
    }.joined(separator: "\n")
    let gold = try GoldFile.read(Array(filled.utf8), path: "to-label.csv")
    #expect(gold.count == 5 && gold.allSatisfy { $0.chosen == TrialToLabel.mark })
    let again = try rig.trial(lines, gold: gold)
    let second = try await again.look()
    let labelled = try await again.outcome(second, mapping: empty)
    let gap = try #require(labelled.gap)
    #expect(gap.labelled == 5)
    #expect(labelled.goldCharacters == 0 && labelled.rows.allSatisfy { $0.accuracy == nil })
    #expect(second.cost == 0)
    await rig.stop()
  }
}
