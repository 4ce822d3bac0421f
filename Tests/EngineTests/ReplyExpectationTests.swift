import Engine
import Foundation
import Recipe
import Store
import Testing
import TestSupport
import Tokenizer
import TropeModel

@Suite struct ReplyExpectationTests {
  private static let recipe = Recipe(
    catalog: .builtIn, prompt: .builtIn, parameters: ModelParameters(model: "gpt-4o-mini"))

  private func expectation(
    fixed: Int? = nil, sizes: ReplySizes? = nil, flat: Double? = nil
  ) -> ReplyExpectation {
    ReplyExpectation(
      fixed: fixed, models: sizes.map { [known($0, by: Self.recipe)] } ?? [], flat: flat,
      recipe: Self.recipe, counter: .estimate)
  }

  private func known(_ sizes: ReplySizes, by recipe: Recipe) -> ModelReplySizes {
    ModelReplySizes(
      hash: recipe.hashes.model, parameters: recipe.parameters.json, sizes: sizes)
  }

  private func recipe(_ model: String, _ effort: String?, most: Int? = nil) -> Recipe {
    Recipe(
      catalog: .builtIn, prompt: .builtIn,
      parameters: ModelParameters(model: model, maxOutputTokens: most, reasoningEffort: effort))
  }

  private func sizes(movies: Int, output: Int) -> ReplySizes {
    var sizes = ReplySizes()
    (sizes.namedMovies, sizes.namedCharacters, sizes.namedOutput) =
      (movies, 2 * movies, output * movies)
    return sizes
  }

  @Test func `thoughts are assumed by the effort until replies with that effort tell`() {
    func expected(_ recipe: Recipe, _ known: [ModelReplySizes] = [], fixed: Int? = nil) -> (
      all: Int, thoughts: Int
    ) {
      let reply = ReplyExpectation(
        fixed: fixed, models: known, flat: nil, recipe: recipe, counter: .estimate)
      return (reply.tokens(names: ["Tom", "Anna"]), reply.assumedThoughts)
    }
    let plain = expected(recipe("gpt-6-luna", "none"))
    #expect(plain.thoughts == 0)
    let low = expected(recipe("gpt-6-luna", "low"))
    let medium = expected(recipe("gpt-6-luna", nil))
    let high = expected(recipe("gpt-6-luna", "high"))
    #expect(0 < low.thoughts && low.thoughts < medium.thoughts && medium.thoughts < high.thoughts)
    #expect(medium.all == plain.all + medium.thoughts, "its own effort is medium")
    #expect(expected(recipe("gpt-4o-mini", nil)).thoughts == 0)
    #expect(expected(recipe("deepseek-r1-distill", nil)).thoughts == medium.thoughts)
    #expect(expected(recipe("gpt-6-luna", "high", most: 700)).thoughts == 700)
    #expect(expected(recipe("gpt-6-luna", "high"), fixed: 40) == (40, 0))

    // What was not thought about tells how long a reply is, and nothing of thoughts.
    let without = known(sizes(movies: 60, output: 105), by: recipe("gpt-6-luna", "none"))
    #expect(expected(recipe("gpt-6-luna", "none"), [without]) == (105, 0))
    #expect(
      expected(recipe("gpt-6-luna", nil), [without]) == (105 + medium.thoughts, medium.thoughts))
    // Who has thought tells all, to whom asks the same; and nothing to whom does not.
    let with = known(sizes(movies: 60, output: 805), by: recipe("gpt-6-luna", nil))
    #expect(expected(recipe("gpt-6-luna", nil), [without, with]) == (805, 0))
    #expect(expected(recipe("gpt-6-luna", "none"), [without, with]) == (105, 0))
    #expect(expected(recipe("gpt-6-luna", "none"), [with]) == plain)
    #expect(expected(recipe("gpt-6-luna", "high"), [with]) == high)
    let few = known(sizes(movies: 40, output: 805), by: recipe("gpt-6-luna", nil))
    #expect(expected(recipe("gpt-6-luna", nil), [few]) == medium, "forty tell nothing")
  }

  @Test func whatTheTropefileSaysHoldsForEveryMovie() {
    let expected = expectation(fixed: 40, flat: 90)
    #expect(expected.tokens(names: ["Tom", "Anna"]) == 40)
    #expect(expected.tokens(names: nil) == 40)
  }

  @Test func withoutHistoryEachNameTakesALine() {
    let expected = expectation()
    let one = expected.tokens(names: ["Tom"])
    #expect(expected.tokens(names: ["Tom", "Anna", "Bill"]) - one == 42)
    #expect(expected.tokens(names: nil) > one)
  }

  private static let vocabulary = Checkout.shared
    .appending(path: "tokenizer/o200k_base.tiktoken").path

  @Test(.enabled(if: FileManager.default.fileExists(atPath: vocabulary)))
  func `with a vocabulary a reply is expected to have the tokens that it has`() throws {
    let counter = TokenCounter(vocabulary: try Vocabulary.load(path: Self.vocabulary))
    let expected = ReplyExpectation(
      fixed: nil, models: [], flat: nil, recipe: Self.recipe, counter: counter)
    let names = ["Tom", "Anna Schmidt", "Rick Blaine", "Sir Ector", "Bill", "Ilsa Lund", "Mo"]
    let tropes = Catalog.builtIn.tropes.map(\.name)
    let answers = tropes.map { trope in
      let lines = names.map { #"{"name":"\#($0)","trope":"\#(trope)"}"# }
      return counter.count(#"{"characters":[\#(lines.joined(separator: ","))]}"#)
    }
    let mean = Double(answers.reduce(0, +)) / Double(answers.count)
    #expect(abs(Double(expected.tokens(names: names)) / mean - 1) < 0.01)
    // Whose characters nobody names has some five of them, as reading plots of the corpus has shown.
    let five = expected.tokens(names: ["Tom", "Rick Blaine", "Anna", "Bill", "Sir Ector"])
    #expect(((five - 10)...(five + 4)).contains(expected.tokens(names: nil)))
  }

  @Test func historyOfRecordsTellsTheLengthOfALine() {
    var sizes = ReplySizes()
    (sizes.namedMovies, sizes.namedCharacters, sizes.namedOutput) = (100, 400, 100 * 5 + 400 * 12)
    (sizes.unnamedMovies, sizes.unnamedCharacters, sizes.unnamedOutput) = (60, 180, 60 * 41)
    let expected = expectation(sizes: sizes, flat: 90)
    #expect(expected.tokens(names: ["Tom", "Anna"]) == 5 + 2 * 12)
    #expect(expected.tokens(names: nil) == 5 + 3 * 12)
  }

  @Test func `a short plot is expected to have fewer characters than the long ones answered first`()
  {
    var sizes = ReplySizes()
    // Sixty plots of 8,000 to 19,800 bytes, with a character for each thousand.
    for place in 0..<60 {
      let bytes = 8_000 + 200 * place
      sizes.unnamedMovies += 1
      sizes.unnamedCharacters += bytes / 1_000
      sizes.unnamedOutput += 5 + 12 * (bytes / 1_000)
      sizes.unnamedPlots.bytes += Double(bytes)
      sizes.unnamedPlots.squares += Double(bytes * bytes)
      sizes.unnamedPlots.products += Double(bytes * (bytes / 1_000))
    }
    let expected = expectation(sizes: sizes)
    let long = expected.tokens(names: nil, plot: String(repeating: "A plot. ", count: 1_500))
    let short = expected.tokens(names: nil, plot: String(repeating: "A plot. ", count: 125))
    func tokens(of characters: Int) -> Int { 5 + 12 * characters }
    #expect((tokens(of: 11)...tokens(of: 13)).contains(long))
    #expect((5...tokens(of: 2)).contains(short))
  }

  @Test func `replies to several movies, of which each is booked an even share, tell the same`() {
    var sizes = ReplySizes()
    // One named and one unnamed movie a reply, with four characters and two.
    let reply = 5 + 4 * 12 + 5 + 2 * 12
    (sizes.namedMovies, sizes.namedCharacters, sizes.namedOutput) = (60, 240, 60 * reply / 2)
    (sizes.unnamedMovies, sizes.unnamedCharacters, sizes.unnamedOutput) =
      (60, 120, 60 * reply / 2)
    let expected = expectation(sizes: sizes)
    #expect(expected.tokens(names: ["Tom", "Anna", "Bill"]) == 5 + 3 * 12)
    #expect(expected.tokens(names: nil) == 5 + 2 * 12)
  }

  @Test func `a line is as long as the fields that are asked for`() {
    func tokens(_ fields: [RecipeField], names: [String] = ["Tom"]) -> Int {
      let list = FieldList.custom(fields)
      let recipe = Recipe(
        fields: list, catalog: .builtIn, prompt: .builtIn(for: list),
        parameters: ModelParameters(model: "gpt-4o-mini"))
      return ReplyExpectation(
        fixed: nil, models: [], flat: nil, recipe: recipe, counter: .estimate
      ).tokens(names: names)
    }
    let dies = RecipeField(name: "dies", type: .boolean)
    let job = RecipeField(name: "profession", type: .text)
    let role = RecipeField(name: "role", type: .trope)
    let long = RecipeField(
      name: "dies", type: .choice([String(repeating: "very ", count: 40) + "dead"]))
    #expect(tokens([dies]) < tokens([dies, job]))
    #expect(tokens([dies, job]) < tokens([dies, job, role]))
    #expect(tokens([dies]) + 30 < tokens([long]))
    #expect(tokens([dies]) < tokens([dies], names: ["Tom", "Anna"]))
  }

  @Test func `what is asked of the movie itself comes on top, or is all`() {
    let ending = RecipeField(name: "ending", type: .choice(["happy", "sad"]))
    let plain = FieldList.custom([RecipeField(name: "dies", type: .boolean)])
    func expected(_ list: FieldList, sizes: ReplySizes? = nil) -> ReplyExpectation {
      let recipe = Recipe(
        fields: list, catalog: .builtIn, prompt: .builtIn(for: list),
        parameters: ModelParameters(model: "gpt-4o-mini"))
      return ReplyExpectation(
        fixed: nil, models: sizes.map { [known($0, by: recipe)] } ?? [], flat: 900, recipe: recipe,
        counter: .estimate)
    }
    let (without, with) = (expected(plain), expected(plain.asking(ofMovie: [ending])))
    let more = with.tokens(names: ["Tom"]) - without.tokens(names: ["Tom"])
    #expect((3...12).contains(more))
    // Each is rounded by itself.
    let moreOfTwo =
      with.tokens(names: ["Tom", "Anna"]) - without.tokens(names: ["Tom", "Anna"])
    #expect(abs(moreOfTwo - more) <= 1)
    let alone = FieldList.custom([]).asking(ofMovie: [ending])
    #expect(abs(expected(alone).tokens(names: nil) - (5 + more)) <= 1)
    var sizes = ReplySizes()
    (sizes.unnamedMovies, sizes.unnamedOutput) = (60, 60 * 23)
    #expect(expected(alone, sizes: sizes).tokens(names: nil) == 23)
  }

  @Test func aFewRecordsAreNoHistory() {
    var sizes = ReplySizes()
    (sizes.namedMovies, sizes.namedCharacters, sizes.namedOutput) = (3, 3, 3_000)
    (sizes.unnamedMovies, sizes.unnamedOutput) = (3, 3_000)
    let expected = expectation(sizes: sizes, flat: 90)
    #expect(expected.tokens(names: ["Tom"]) < 100)
    #expect(expected.tokens(names: nil) == 90)
  }
}

extension ReplyExpectation {
  /// For a movie with these names; `nil` without a cast.
  fileprivate func tokens(names: [String]?, plot: String = "A plot.") -> Int {
    guard let movie = MovieID(number: 1) else { return 0 }
    let recipe = Recipe(
      catalog: .builtIn, prompt: .builtIn, parameters: ModelParameters(model: "gpt-4o-mini"))
    return tokens(of: recipe.question(movie: movie, plot: Array(plot.utf8)[...], cast: names))
  }
}
