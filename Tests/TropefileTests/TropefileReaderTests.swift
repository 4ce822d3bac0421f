import Testing
import TropeModel

@testable import Tropefile

/// Good tropefiles, and what their values become.
@Suite struct TropefileReaderTests {
  private func read(_ text: String) throws -> Settings {
    try TropefileReader.read(bytes: Array(text.utf8), path: "tropefile")
  }

  @Test func `the input directory is all that a tropefile needs`() throws {
    #expect(
      try read("input: {directory: data/interim}") == Settings(inputDirectory: "data/interim"))
    #expect(try read("input:\n  directory: d\n") == Settings(inputDirectory: "d"))
  }

  @Test func `the defaults are those that the documents promise`() {
    let settings = Settings(inputDirectory: "d")
    #expect(settings.recipe.model == "gpt-6-luna")
    #expect(settings.recipe.reasoningEffort == "none")
    #expect(settings.recipe.temperature == 0)
    #expect(settings.plan.strategy == .hybrid)
    #expect(settings.plan.numBatches == 4)
    #expect(settings.plan.batchTokenTarget == 1_900_000)
    #expect(settings.limits.batchFileSize == 209_715_200)
    #expect(settings.databasePath == "build/tropes.db")
    #expect(settings.contradictions == [])
  }

  @Test func `every kind of value is read as people write it`() throws {
    let settings = try read(
      """
      input: {directory: "a dir/ü"}
      corpus: {raw: ../raw, movie_metadata: more/movies.tsv}
      build: {directory: out, database: /var/tropes.db}
      ledger: shared/ledger.db
      recipe:
        model: gpt-6-luna
        temperature: null
        seed: -7
        reasoning_effort: none
        movies_per_request: 8
      plan:
        strategy: batch
        batch_token_target: "1.2M"
        deadline: 1h30m
        budget: $5.50
      lanes:
        attempts: 5
        batch: {poll_interval: 500ms, delete_remote_files: yes}
        realtime:
          concurrency: 1_000
          timeout: 2m
      limits: {tier: 2, enqueued_tokens: 20M, batch_file_size: 200MB}
      prices: {input: $0.10, batch_output: 0}
      api:
        base_url: http://127.0.0.1:8080/v1
        sandbox: no
        headers: {X-Team: film studies, X-Run: 7}
      tokenizer: {vocabulary: o200k_base.tiktoken}
      """)
    #expect(settings.input.directory == "a dir/ü")
    #expect(settings.corpus.raw == "../raw")
    #expect(settings.corpus.movieMetadata == "more/movies.tsv")
    #expect(settings.databasePath == "/var/tropes.db")
    #expect(settings.ledger == "shared/ledger.db")
    #expect(settings.recipe.model == "gpt-6-luna")
    #expect(settings.recipe.temperature == nil)
    #expect(settings.recipe.seed == -7)
    #expect(settings.recipe.reasoningEffort == "none")
    #expect(settings.recipe.moviesPerRequest == 8)
    #expect(settings.plan.strategy == .batch)
    #expect(settings.plan.batchTokenTarget == 1_200_000)
    #expect(settings.plan.deadline == .seconds(5_400))
    #expect(settings.plan.budget == 5.5)
    #expect(settings.lanes.attempts == 5)
    #expect(settings.lanes.batch.pollInterval == .milliseconds(500))
    #expect(settings.lanes.batch.deleteRemoteFiles)
    #expect(settings.lanes.realtime.concurrency == 1_000)
    #expect(settings.lanes.realtime.timeout == .seconds(120))
    #expect(settings.lanes.realtime.connectTimeout == .seconds(10))
    #expect(settings.limits.tier == 2)
    #expect(settings.limits.enqueuedTokens == 20_000_000)
    #expect(settings.limits.batchFileSize == 200_000_000)
    #expect(settings.prices.input == 0.1)
    #expect(settings.prices.batchOutput == 0)
    #expect(settings.api.baseURL == "http://127.0.0.1:8080/v1")
    #expect(!settings.api.sandbox)
    #expect(settings.api.headers == ["X-Team": "film studies", "X-Run": "7"])
    #expect(settings.tokenizer.vocabulary == "o200k_base.tiktoken")
  }

  @Test(arguments: ["1.9M", "'1.9M'", "\"1.9M\"", "!!str 1.9M", "1900000", "1_900_000"])
  func `quotes do not change a number`(value: String) throws {
    let settings = try read("input: {directory: d}\nplan: {batch_token_target: \(value)}\n")
    #expect(settings.plan.batchTokenTarget == 1_900_000)
  }

  @Test(arguments: ["4", "yes", "1.5", "2024-01-01", "0x1F", "\"null\"", "'~'"])
  func `a name that looks like another type stays a name`(name: String) throws {
    let settings = try read("input: {directory: d}\nrecipe: {model: \(name)}\n")
    #expect(settings.recipe.model == name.filter { $0 != "\"" && $0 != "'" })
  }

  @Test func `a section whose keys are all commented out sets nothing`() throws {
    let settings = try read("input:\n  directory: d\nrecipe:\n  # model: x\nplan: ~\napi: {}\n")
    #expect(settings == Settings(inputDirectory: "d"))
  }

  @Test func `extra headers may be none`() throws {
    #expect(try read("input: {directory: d}\napi: {headers: }\n").api.headers == [:])
    #expect(try read("input: {directory: d}\napi: {headers: {}}\n").api.headers == [:])
  }

  @Test(arguments: [
    "\u{FEFF}input:\n  directory: d\n", "input:\r\n  directory: d\r\n", "input:\r  directory: d\r",
    "---\ninput:\n  directory: d\n...\n", "%YAML 1.1\n---\ninput: {directory: d}",
    "input: {directory: d} # no line end", "{input: {directory: d}}", "\n\n\ninput: {directory: d}",
    "? input\n: {directory: d}\n", "'input': {\"directory\": 'd'}",
  ])
  func `what editors and other systems do to a file does not matter`(text: String) throws {
    #expect(try read(text) == Settings(inputDirectory: "d"))
  }

  @Test func `anchors and aliases are read`() throws {
    let settings = try read(
      """
      input: &here {directory: &dir d}
      corpus: {raw: *dir}
      prices: {input: &price 1, output: *price}
      """)
    #expect(settings.corpus.raw == "d")
    #expect(settings.prices.output == 1)
  }

  @Test func `flags win over the file, and can give what it lacks`() throws {
    let settings = try TropefileReader.read(
      bytes: [], path: "tropefile",
      settings: [Setting("input.directory", "from-flag", by: "--input-dir")])
    #expect(settings == Settings(inputDirectory: "from-flag"))
    let other = try TropefileReader.read(
      bytes: Array("input: {directory: d}\nplan: {num_batches: 2}".utf8), path: "tropefile",
      settings: [Setting("plan.num_batches", "9", by: "--num-batches")])
    #expect(other.plan.numBatches == 9)
  }

  @Test func `a flag can end a contradiction`() throws {
    let text =
      "input: {directory: d}\nplan: {batch_token_target: 3M}\n"
      + "limits: {enqueued_tokens: 2M}"
    #expect(throws: Diagnostics.self) { try self.read(text) }
    let settings = try TropefileReader.read(
      bytes: Array(text.utf8), path: "tropefile",
      settings: [Setting("plan.batch_token_target", "1M", by: "--set")])
    #expect(settings.plan.batchTokenTarget == 1_000_000)
  }
}
