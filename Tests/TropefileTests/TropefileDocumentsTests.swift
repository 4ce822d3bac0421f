import Foundation
import Testing
import TestSupport
import TropeModel

@testable import Tropefile

/// The documents in the repository against the schema they are written from. With
/// TROPEBUILD_WRITE_DOCUMENTS set the files are written first.
@Suite struct TropefileDocumentsTests {
  private static let topLevel = Checkout.directory

  private func checked(_ path: String, is text: String) throws {
    let file = Self.topLevel.appending(path: path)
    if ProcessInfo.processInfo.environment["TROPEBUILD_WRITE_DOCUMENTS"] != nil {
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let found = try String(contentsOf: file, encoding: .utf8)
    #expect(
      found == text,
      """
      \(path) differs from the schema: run \
      TROPEBUILD_WRITE_DOCUMENTS=1 swift test --filter TropefileDocumentsTests
      """)
  }

  @Test func `the example in the repository is the schema's`() throws {
    try checked("tropefile.example", is: TropefileDocuments.example)
  }

  @Test func `the reference in the repository is the schema's`() throws {
    try checked("docs/tropefile.md", is: TropefileDocuments.reference)
  }

  @Test func `the example is a tropefile that leaves all but the input directory as it is`() throws
  {
    let settings = try TropefileReader.read(
      bytes: Array(TropefileDocuments.example.utf8), path: "tropefile.example")
    #expect(settings == Settings(inputDirectory: "data/interim"))
  }

  @Test(arguments: ["silent-films", "professions"])
  func `the tropefile of an example project is a good one`(project: String) throws {
    let file = Self.topLevel.appending(path: "Examples/\(project)/tropefile")
    let settings = try TropefileReader.read(
      bytes: Array(Data(contentsOf: file)), path: "tropefile")
    #expect(settings.api.sandbox)
    #expect(settings.input.directory == "data/interim")
  }

  /// The documents that are read, and the README.
  private static func documents() throws -> [URL] {
    let files = try FileManager.default.contentsOfDirectory(
      at: topLevel.appending(path: "docs"), includingPropertiesForKeys: nil)
    return files.filter { $0.pathExtension == "md" } + [topLevel.appending(path: "README.md")]
  }

  @Test func `every piece of a tropefile in the documents is one that can be read`() throws {
    var pieces = 0
    for file in try Self.documents() {
      let text = try String(contentsOf: file, encoding: .utf8)
      for block in text.components(separatedBy: "```yaml\n").dropFirst() {
        var lines = block.components(separatedBy: "```")[0].components(separatedBy: "\n")
        // In a list it is indented; and a proxy has files of its own.
        let indent = lines.first?.prefix { $0 == " " }.count ?? 0
        lines = lines.map { String($0.dropFirst(indent)) }
        if lines.first == "model_list:" { continue }
        pieces += 1
        let isWhole = lines.contains { $0.hasPrefix("input:") }
        do {
          _ = try TropefileReader.read(
            bytes: Array(lines.joined(separator: "\n").utf8), path: file.lastPathComponent,
            settings: isWhole ? [] : [Setting("input.directory", "data", by: "test")])
        } catch {
          Issue.record("\(error)\n\(lines.joined(separator: "\n"))")
        }
      }
    }
    #expect(pieces > 20)
  }

  /// The example with every key brought to life: a `#` that touches a word is taken out.
  private static let enlivened: String = TropefileDocuments.example
    .split(separator: "\n", omittingEmptySubsequences: false)
    .map { line in
      let text = line.drop { $0 == " " }
      guard text.hasPrefix("#"), let next = text.dropFirst().first, next.isLetter else {
        return String(line)
      }
      return String(line.prefix(line.count - text.count) + text.dropFirst())
    }
    .joined(separator: "\n")

  @Test func `the example holds every known key and nothing else`() throws {
    // Read from the text by indentation, without the reader, so that neither vouches for the other.
    var found: [String] = []
    var sections: [Substring] = []
    for line in Self.enlivened.split(separator: "\n") {
      let text = line.drop { $0 == " " }
      guard !text.hasPrefix("#") else { continue }
      let depth = (line.count - text.count) / 2
      let name = text.prefix { $0 != ":" }
      sections = Array(sections.prefix(depth)) + [name]
      if !text.hasSuffix(":") { found.append(sections.joined(separator: ".")) }
    }
    #expect(found == TropefileSchema.keys.map(\.path))
    #expect(Set(found).count == found.count)
  }

  /// A corpus is made of one of the two that the example shows.
  @Test(arguments: ["  raw: data/raw", "  table: plots.csv"])
  func `the defaults that the example states are the real ones`(without: String) throws {
    let lines = Self.enlivened.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.count { $0 == without } == 1)
    // A cascade goes by how sure the model was, and only votes have a number.
    let text = lines.filter { $0 != without }.joined(separator: "\n")
      .replacing("\n  confidence: none\n", with: "\n  confidence: votes\n")
    let settings = try TropefileReader.read(bytes: Array(text.utf8), path: "tropefile.example")
    var expected = Settings(inputDirectory: "data/interim")
    // The keys without a default are in the example with a sample, which has to arrive.
    if without.contains("raw:") {
      expected.corpus.table = "plots.csv"
    } else {
      expected.corpus.raw = "data/raw"
    }
    expected.corpus.columns = Settings.Columns(
      id: "imdb_id", title: "Title", plot: "Plot", characters: "characters",
      year: "Release Year", genre: "Genre")
    expected.corpus.movieMetadata = "data/raw/movie.metadata.tsv"
    expected.build.database = "build/tropes.db"
    expected.recipe.kind = .custom
    expected.recipe.fields = [
      RecipeField(name: "role", type: .trope),
      RecipeField(
        name: "age", type: .integer(FieldRange(least: 0, most: 120)), isOptional: true),
    ]
    expected.recipe.seed = 17
    expected.recipe.maxOutputTokens = 4_000
    expected.recipe.model = "gpt-6-luna"
    expected.recipe.reasoningEffort = "low"
    expected.recipe.confidence = .votes
    expected.recipe.namedVotes = 3
    expected.recipe.cascade.strongModel = "gpt-6.1-terra"
    expected.recipe.cascade.strongEffort = "low"
    expected.recipe.cascade.namedTarget = 0.95
    expected.recipe.cascade.gold = ["random.csv", "more.csv"]
    expected.recipe.cascade.namedRisk = 0.1
    expected.recipe.catalog = "catalog.csv"
    expected.recipe.movieFields = [
      RecipeField(
        name: "ending", type: .choice(["happy", "sad", "open"]), description: "how it ends")
    ]
    expected.recipe.prompt = "prompt.txt"
    expected.recipe.moviesPerRequest = 1
    expected.plan.strategy = .hybrid
    expected.plan.deadline = .seconds(36 * 3_600)
    expected.plan.budget = 5
    expected.lanes.batch.directory = "build/batches"
    expected.lanes.batch.command = "vllm run-batch -i {input} -o {output} --model {model}"
    expected.plan.usualStrategy = .batch
    expected.lanes.realtime.concurrency = 64
    expected.lanes.realtime.timeout = .seconds(600)
    expected.lanes.realtime.endpoints = [
      RealtimeEndpoint(baseURL: "http://127.0.0.1:8081/v1"),
      RealtimeEndpoint(baseURL: "http://127.0.0.1:8082/v1"),
    ]
    expected.limits.requestsPerMinute = 500
    expected.limits.requestsPerDay = 10_000
    expected.plan.strategy = .hybrid
    expected.limits.tokensPerMinute = 200_000
    expected.limits.enqueuedTokens = 2_000_000
    expected.limits.contextTokens = 128_000
    expected.prices.input = 0.15
    expected.prices.cachedInput = 0.075
    expected.prices.output = 0.6
    expected.prices.batchInput = 0.075
    expected.prices.batchOutput = 0.3
    expected.forecast.batchTurnaroundTypical = .seconds(2_400)
    expected.forecast.batchTurnaroundWorst = .seconds(86_400)
    expected.forecast.outputTokens = 120
    expected.api.baseURL = "https://api.openai.com/v1"
    expected.api.keyHeader = "api-key"
    expected.api.headers = ["X-Team": "film-studies"]
    expected.tokenizer.vocabulary = "o200k_base.tiktoken"
    expected.exports.files = [
      ExportTarget(path: "export/characters.csv", content: .characters)
    ]
    expected.exports.deaths = "build-deaths/tropes.db"
    expected.notify.command = "mail -s tropebuild me@example.org"
    expected.notify.url = "https://hooks.example.org/tropebuild"
    expected.trial.models = ["gpt-6-luna", "gpt-6.1-terra"]
    expected.trial.efforts = ["none", "low"]
    expected.trial.moviesPerRequest = [1, 8, 16]
    expected.trial.prompts = ["prompt.txt", "shorter.txt"]
    expected.trial.catalogs = ["catalog.csv", "longer.csv"]
    expected.trial.reference = "gpt-6.1-terra"
    expected.trial.gold = "gold.tsv"
    #expect(settings == expected)
  }

  @Test(arguments: TropefileSchema.keys)
  func `every key tells its unit or kind, its default and why to change it`(
    key: KeyDocumentation
  ) {
    #expect(!key.type.isEmpty && !key.defaultText.isEmpty && !key.sample.isEmpty)
    #expect(key.meaning.hasSuffix("."))
    #expect(key.whyChange.hasSuffix("."))
    #expect(key.whyChange.first?.isUppercase == false)
    for document in [TropefileDocuments.example, TropefileDocuments.reference] {
      let words = document.split { $0 == " " || $0 == "\n" || $0 == "#" }.joined(separator: " ")
        .replacing("&lt;", with: "<")
      #expect(words.contains("Change it when " + key.whyChange))
    }
  }

  @Test func `no line of the documents is longer than a terminal is wide`() {
    for line in TropefileDocuments.example.split(separator: "\n") {
      #expect(line.count <= 100, "\(line)")
    }
  }

  @Test func `every section of the schema has keys, and every key its sections`() {
    for section in TropefileSchema.sections {
      #expect(!TropefileSchema.names(in: section.path).isEmpty, "\(section.path)")
    }
    for key in TropefileSchema.keys where !key.section.isEmpty {
      #expect(TropefileSchema.sectionPaths.contains(key.section), "\(key.path)")
    }
    #expect(Set(TropefileSchema.keys.map(\.path)).count == TropefileSchema.table.count)
  }
}
