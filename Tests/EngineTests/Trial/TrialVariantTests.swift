import Engine
import Planner
import Testing
import TestSupport
import Tropefile
import TropeModel

@Suite struct TrialVariantTests {
  private func variants(_ lines: String, _ settings: [Setting] = []) throws -> [TrialVariant] {
    let place = try TemporaryDirectory()
    try place.write("input:\n  directory: data\n\(lines)\n", to: "tropefile")
    let base = try ProjectLoader.load(directory: place.path, settings: settings)
    return try TrialVariant.all(of: base, settings: settings)
  }

  @Test func `every combination is a variant, the model varying slowest`() throws {
    let all = try variants(
      "try:\n  models: [gpt-6-luna, gpt-6.1-terra]\n  movies_per_request: [1, 8]")
    #expect(
      all.map { "\($0.model) \($0.moviesPerRequest)" }
        == ["gpt-6-luna 1", "gpt-6-luna 8", "gpt-6.1-terra 1", "gpt-6.1-terra 8"])
    #expect(Set(all.map(\.identity)).count == 4)
  }

  @Test func `without a list the recipe itself is the one variant`() throws {
    let all = try variants("recipe:\n  model: gpt-4o-mini\n  movies_per_request: 4")
    #expect(all.map(\.model) == ["gpt-4o-mini"] && all.map(\.moviesPerRequest) == [4])
    #expect(all[0].keys.isEmpty)
  }

  @Test func `a model that does not reason is one variant whatever the efforts`() throws {
    let all = try variants("try:\n  models: [gpt-4o-mini, gpt-6-luna]\n  efforts: [none, low]")
    #expect(
      all.map { "\($0.model) \($0.effort ?? "-")" }
        == ["gpt-4o-mini -", "gpt-6-luna none", "gpt-6-luna low"])
  }

  @Test func `prices of the tropefile hold for its own model alone`() throws {
    let all = try variants(
      "recipe:\n  model: gpt-4o-mini\nprices:\n  input: 99\ntry:\n  models: [gpt-4o-mini, gpt-6-luna]"
    )
    #expect(all.map(\.project.settings.prices.input) == [99, nil])
  }

  @Test func `a server on this machine serves every variant whose model no table knows`() throws {
    let place = try TemporaryDirectory()
    func served(_ lines: String) throws -> [TrialVariant] {
      try place.write("input:\n  directory: data\n\(lines)\n", to: "tropefile")
      let base = try ProjectLoader.load(directory: place.path)
        .served(by: LocalServer(slots: 2, contextTokens: 4_096))
      return try TrialVariant.all(of: base)
    }
    let sizes = try served("recipe:\n  model: smol\ntry:\n  movies_per_request: [1, 4]")
    #expect(sizes.map(\.moviesPerRequest) == [1, 4])
    for variant in sizes {
      #expect(try variant.project.terms().isFree)
      #expect(try variant.project.terms().limits.contextTokens == 4_096)
      #expect(variant.project.settings.lanes.realtime.concurrency == 2)
      #expect(variant.project.settings.plan.strategy == .realtime)
    }
    // Through a gateway it may be OpenAI's own that answers.
    for own in ["gpt-4o-mini", "smol"] {
      let models = try served(
        "recipe:\n  model: \(own)\ntry:\n  models: [gpt-4o-mini, smol]")
      #expect(try models.map { try $0.project.terms().isFree } == [false, true])
      #expect(models.map { $0.project.local?.slots } == [nil, 2])
    }
  }

  @Test func `a variant has no second model, whatever the cascade of the tropefile`() throws {
    let all = try variants(
      "recipe:\n  model: gpt-4o-mini\n  confidence: logprobs\n"
        + "  cascade: {strong: {model: gpt-6.1-terra, effort: low}}\n"
        + "try: {models: [gpt-4o-mini, gpt-6.1-terra], efforts: [low]}")
    #expect(all.map(\.model) == ["gpt-4o-mini", "gpt-6.1-terra"])
    #expect(all.allSatisfy { $0.project.strongRecipe == nil })
  }

  @Test func `the command line wins over the tropefile`() throws {
    let all = try variants(
      "try:\n  movies_per_request: [1, 8]",
      [Setting("try.movies_per_request", "2,4", by: "--movies-per-request")])
    #expect(all.map(\.moviesPerRequest) == [2, 4])
  }

  @Test func `more than anybody can read is refused`() throws {
    let sizes = (1...40).map(String.init).joined(separator: ",")
    #expect(throws: BuildError.self) {
      try variants("try:\n  models: [gpt-4o-mini, gpt-6-luna]\n  movies_per_request: \"\(sizes)\"")
    }
  }
}

@Suite struct TrialAnswersTests {
  private func answers(_ characters: [(String, String)], failed: Bool = false) throws
    -> TrialAnswers
  {
    let movie = try #require(MovieID(number: 1))
    return TrialAnswers(
      movies: failed
        ? [:]
        : [
          movie: TrialAnswers.Movie(
            characters: characters.map {
              LabelledCharacter(name: $0.0, tropeID: $0.1, isInCast: true)
            }, request: 1, outputTokens: 10)
        ], failed: failed ? [movie] : [])
  }

  private func agreeing(_ own: TrialAnswers, _ other: TrialAnswers) throws -> [Int]? {
    try own.agreeing(#require(MovieID(number: 1)), with: other).map { [$0.right, $0.of] }
  }

  @Test func `characters agree where the label is the reference's`() throws {
    let reference = try answers([("Ann", "HERO"), ("Bob", "BULLY"), ("Cy", "FOOL")])
    #expect(
      try agreeing(answers([("Cy", "FOOL"), ("Ann", "HERO"), ("Bob", "FOOL")]), reference) == [
        2, 3,
      ])
    // One who is left out is wrong; one whom the reference does not name takes one away.
    #expect(try agreeing(answers([("Ann", "HERO")]), reference) == [1, 3])
    #expect(
      try agreeing(answers([("Ann", "HERO"), ("Bob", "BULLY"), ("Dee", "FOOL")]), reference) == [
        1, 3,
      ])
    #expect(try agreeing(answers([("X", "A"), ("Y", "A")]), reference) == [0, 3])
  }

  @Test func `a movie without a good reply is wrong, one that was not asked is not known`() throws {
    let reference = try answers([("Ann", "HERO")])
    #expect(try agreeing(answers([], failed: true), reference) == [0, 1])
    #expect(try agreeing(TrialAnswers(movies: [:]), reference) == nil)
    #expect(try agreeing(reference, TrialAnswers(movies: [:])) == nil)
  }
}
