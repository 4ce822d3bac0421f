package import TropeModel

/// What a tropefile sets, typed, with a default for everything but the input directory.
///
/// Paths stand as they were written; whoever opens them resolves them against the project
/// directory. The figures' units and the reasons to change them are documented key by key in
/// `TropefileSchema`.
package struct Settings: Sendable, Equatable {
  package var input: Input
  package var corpus = Corpus()
  package var build = Build()
  /// The ledger's path: the database of all that cost money.
  package var ledger = "ledger.db"
  package var recipe = Recipe()
  package var plan = Plan()
  package var lanes = Lanes()
  package var limits = Limits()
  package var prices = Prices()
  package var forecast = Forecast()
  package var api = API()
  package var tokenizer = Tokenizer()

  /// The defaults, for this input directory.
  package init(inputDirectory: String) {
    input = Input(directory: inputDirectory)
  }

  /// Where the inputs are.
  package struct Input: Sendable, Equatable {
    /// The directory with one plot and at most one cast file a movie.
    package var directory: String
  }

  /// Where the inputs are made from, if they are made at all.
  package struct Corpus: Sendable, Equatable {
    /// The directory with `plot_summaries.txt` and `character.metadata.tsv`; `nil`: nothing is
    /// split.
    package var raw: String?
  }

  /// Where the build puts what can be had again for nothing.
  package struct Build: Sendable, Equatable {
    package var directory = "build"
    /// The path of the database of records; `nil`: `tropes.db` in `directory`.
    package var database: String?
  }

  /// What turns a movie into a question.
  package struct Recipe: Sendable, Equatable {
    package var model = "gpt-4o-mini"
    /// 0…2; `nil`: no temperature is sent.
    package var temperature: Double? = 0
    package var seed: Int?
    /// The most tokens a reply may have; `nil`: no bound is sent.
    package var maxOutputTokens: Int?
    package var reasoningEffort: String?
    /// The path of the catalog; `nil`: the built-in one.
    package var catalog: String?
    /// The path of the prompt; `nil`: the built-in one.
    package var prompt: String?
    /// How many questions a request carries, 1…64.
    package var moviesPerRequest = 1
  }

  /// How stale targets are divided between the lanes.
  package struct Plan: Sendable, Equatable {
    package var strategy: Strategy = .hybrid
    package var numBatches = 4
    /// Input tokens a batch.
    package var batchTokenTarget = 1_900_000
    package var deadline: Duration?
    /// US dollars.
    package var budget: Double?
  }

  /// How the lanes run.
  package struct Lanes: Sendable, Equatable {
    /// How often a question is asked before its target fails.
    package var attempts = 3
    package var batch = Batch()
    package var realtime = Realtime()

    /// The Batch API.
    package struct Batch: Sendable, Equatable {
      /// Where the batch files lie; `nil`: `batches` in the build directory.
      package var directory: String?
      package var pollInterval: Duration = .seconds(60)
      package var deleteRemoteFiles = false
    }

    /// Chat completions.
    package struct Realtime: Sendable, Equatable {
      /// The most requests under way at a time.
      package var concurrency = 64
      package var timeout: Duration = .seconds(600)
      package var connectTimeout: Duration = .seconds(10)
    }
  }

  /// The account's limits; `nil`: what the table of tiers says for the model.
  package struct Limits: Sendable, Equatable {
    /// 1…5.
    package var tier = 1
    package var requestsPerMinute: Int?
    package var requestsPerDay: Int?
    package var tokensPerMinute: Int?
    package var enqueuedTokens: Int?
    package var contextTokens: Int?
    package var requestsPerBatch = 50_000
    /// Bytes.
    package var batchFileSize = 209_715_200
  }

  /// US dollars for a million tokens; `nil`: what the table of prices says for the model.
  package struct Prices: Sendable, Equatable {
    package var input: Double?
    package var cachedInput: Double?
    package var output: Double?
    package var batchInput: Double?
    package var batchOutput: Double?
  }

  /// What forecasts assume.
  package struct Forecast: Sendable, Equatable {
    package var batchTurnaroundTypical: Duration = .seconds(12 * 3_600)
    package var batchTurnaroundWorst: Duration = .seconds(24 * 3_600)
    /// Output tokens a movie; `nil`: from past replies, or estimated.
    package var outputTokens: Int?
  }

  /// Whom to ask.
  package struct API: Sendable, Equatable {
    /// `nil`: the environment's, or OpenAI's own.
    package var baseURL: String?
    package var sandbox = false
    /// Extra headers by name; never one that holds a key.
    package var headers: [String: String] = [:]
  }

  /// How tokens are counted.
  package struct Tokenizer: Sendable, Equatable {
    /// The path of a vocabulary; `nil`: the one that belongs to the model, or an estimate.
    package var vocabulary: String?
  }
}

extension Settings {
  /// The path of the database of records, the default filled in.
  package var databasePath: String { build.database ?? build.directory + "/tropes.db" }

  /// The directory of the batch files, the default filled in.
  package var batchDirectory: String { lanes.batch.directory ?? build.directory + "/batches" }
}
