package import TropeModel

/// What a tropefile sets, typed, with a default for everything but the input directory.
///
/// Paths stand as they were written; whoever opens them resolves them against the project
/// directory. The figures' units and the reasons to change them are documented key by key in
/// `TropefileSchema`.
package struct Settings: Sendable, Equatable {
  /// The movies' plots and casts.
  package var input: Input
  /// The corpus as published, if the inputs are split from it.
  package var corpus = Corpus()
  /// What `clean` removes.
  package var build = Build()
  /// The ledger's path: the database of all that cost money.
  package var ledger = "ledger.db"
  /// What is asked, of which model, with which catalog and prompt.
  package var recipe = Recipe()
  /// Strategy, deadline and budget.
  package var plan = Plan()
  /// How requests are sent.
  package var lanes = Lanes()
  /// What the account may do.
  package var limits = Limits()
  /// What tokens cost.
  package var prices = Prices()
  /// Assumptions, for forecasts only.
  package var forecast = Forecast()
  /// The server and what is sent with every request.
  package var api = API()
  /// The vocabulary.
  package var tokenizer = Tokenizer()
  /// Results as files.
  package var exports = Exports()
  /// Who is told of a run.
  package var notify = Notify()
  /// What `try` compares.
  package var trial = Trial()

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
    /// A file with a row for each movie; `nil`: nothing is made of one.
    package var table: String?
    /// The names of the table's columns.
    package var columns = Columns()
    /// What parts several characters or genres in one cell of the table.
    package var separator = ";"
    /// The path of the movies' metadata; `nil`: `movie.metadata.tsv` in `raw`, if it is there, or what the table says.
    package var movieMetadata: String?
  }

  /// The columns of the table of plots; `nil`: the one whose name says it, where there is one.
  package struct Columns: Sendable, Equatable {
    package var id: String?
    package var title: String?
    package var plot: String?
    package var characters: String?
    package var year: String?
    package var genre: String?

    /// None of them named, unless given.
    package init(
      id: String? = nil, title: String? = nil, plot: String? = nil, characters: String? = nil,
      year: String? = nil, genre: String? = nil
    ) {
      (self.id, self.title, self.plot) = (id, title, plot)
      (self.characters, self.year, self.genre) = (characters, year, genre)
    }
  }

  /// Where the build puts everything that can be rebuilt at no cost.
  package struct Build: Sendable, Equatable {
    /// The build directory: database of records, status files, batch files.
    package var directory = "build"
    /// The path of the database of records; `nil`: `tropes.db` in `directory`.
    package var database: String?
  }

  /// How stale targets are divided between the lanes.
  package struct Plan: Sendable, Equatable {
    /// Which lanes are used: what is named, else both.
    package var strategy: Strategy {
      get { namedStrategy ?? usualStrategy }
      set { namedStrategy = newValue }
    }
    /// What holds where none is named: decisions are made in real time alone, and whoever knows the server puts in what suits
    /// it.
    package var usualStrategy: Strategy = .hybrid
    /// The strategy that the tropefile or a flag names, which a budget or a deadline does not change.
    package var namedStrategy: Strategy?
    /// The strategy that the tropefile names and the command line has set aside for a choice.
    package var strategySetAside: Strategy?
    /// The strategy that the tropefile or a flag asks for, whatever is chosen.
    package var askedStrategy: Strategy { namedStrategy ?? strategySetAside ?? usualStrategy }
    /// Batches that a hybrid plan fills, at least 1.
    package var numBatches = 4
    /// Input tokens a batch.
    package var batchTokenTarget = 1_900_000
    /// From the start of the build; `nil`: none.
    package var deadline: Duration?
    /// US dollars; in a later part of a run that asks more than once, what the parts before have left.
    package var budget: Double?
    /// The budget of the whole run, in such a part; else `nil`.
    package var namedBudget: Double?
    /// That of the whole run, as somebody has given it.
    package var wholeBudget: Double? { namedBudget ?? budget }
    /// Whether strategy and movies a request are chosen, as far as neither is named.
    package var choose = false

    /// Whether a build follows what is chosen: a deadline asks for it too, a budget alone does not.
    package var isChosen: Bool { choose || deadline != nil }
  }

  /// How the lanes run.
  package struct Lanes: Sendable, Equatable {
    /// How often a question is asked before its target fails.
    package var attempts = 3
    /// The batch lane.
    package var batch = Batch()
    /// The real-time lane.
    package var realtime = Realtime()

    /// The Batch API.
    package struct Batch: Sendable, Equatable {
      /// Where the batch files lie; `nil`: `batches` in the build directory.
      package var directory: String?
      /// The command that batches are handed to; `nil`: they go to the API.
      package var command: String?
      /// How many such commands work at a time.
      package var jobs = 1
      package var pollInterval: Duration = .seconds(60)
      package var deleteRemoteFiles = false
    }

    /// Chat completions.
    package struct Realtime: Sendable, Equatable {
      /// The most requests under way at a time.
      package var concurrency: Int {
        get { namedConcurrency ?? usualConcurrency }
        set { namedConcurrency = newValue }
      }
      /// The same as the tropefile or a flag has it.
      package var namedConcurrency: Int?
      /// What holds where none is named; whoever knows the server puts in what suits it.
      package var usualConcurrency = 64
      package var timeout: Duration {
        get { namedTimeout ?? .seconds(600) }
        set { namedTimeout = newValue }
      }
      /// The same as the tropefile or a flag has it.
      package var namedTimeout: Duration?
      package var connectTimeout: Duration = .seconds(10)
      /// The servers that share the lane; none: that of `api.base_url` alone.
      package var endpoints: [RealtimeEndpoint] = []
    }
  }

  /// The account's limits; `nil`: what the table of tiers says for the model.
  package struct Limits: Sendable, Equatable {
    /// 1…5.
    package var tier = 1
    /// Chat completions a minute.
    package var requestsPerMinute: Int?
    /// Chat completions in any 24 hours.
    package var requestsPerDay: Int?
    /// Tokens a minute in the real-time lane.
    package var tokensPerMinute: Int?
    /// Input tokens in all batches that have not ended.
    package var enqueuedTokens: Int?
    /// Tokens of a request and its reply together.
    package var contextTokens: Int?
    /// Requests a batch file; the Batch API's documentation has 50,000.
    package var requestsPerBatch = 50_000
    /// Bytes.
    package var batchFileSize = 209_715_200
  }

  /// US dollars for a million tokens; `nil`: what the table of prices says for the model.
  package struct Prices: Sendable, Equatable {
    /// Input in the real-time lane.
    package var input: Double?
    /// Input found in the prompt cache, in the real-time lane.
    package var cachedInput: Double?
    /// Output in the real-time lane.
    package var output: Double?
    /// Input in the batch lane.
    package var batchInput: Double?
    /// Output in the batch lane.
    package var batchOutput: Double?
  }

  /// What forecasts assume.
  package struct Forecast: Sendable, Equatable {
    /// From creating a batch to its end, usually; `nil`: by the ledger's batches, or assumed.
    package var batchTurnaroundTypical: Duration?
    /// The same at worst; `nil`: by the ledger's batches, or the Batch API's completion window.
    package var batchTurnaroundWorst: Duration?
    /// Output tokens a movie; `nil`: from past replies, or estimated.
    package var outputTokens: Int?
  }

  /// Whom to ask.
  package struct API: Sendable, Equatable {
    /// `nil`: the environment's, or OpenAI's own.
    package var baseURL: String?
    /// Whether the sandbox is asked; it wins over `baseURL`.
    package var sandbox = false
    /// Whether the key may be sent in the clear to another machine.
    package var allowHTTP = false
    /// The header that carries the key; `nil`: `Authorization`, or `api-key` for Azure.
    package var keyHeader: String?
    /// Extra headers by name; never one that holds a key.
    package var headers: [String: String] = [:]
  }

  /// Which files of results a build keeps up to date.
  package struct Exports: Sendable, Equatable {
    /// In the order of the tropefile; no path twice.
    package var files: [ExportTarget] = []
    /// The path of the records of a build that asked who dies; `nil`: none.
    package var deaths: String?
  }

  /// Who is told when a run ends or waits for long.
  package struct Notify: Sendable, Equatable {
    /// What `/bin/sh` runs in the project's directory.
    package var command: String?
    /// An address, http or https.
    package var url: String?

    package init() {}
  }

  /// What variants `try` compares, and on what. An axis without a value has the recipe's own.
  package struct Trial: Sendable, Equatable {
    package var models: [String] = []
    /// Words of the API, as `low`.
    package var efforts: [String] = []
    /// 1…64 each.
    package var moviesPerRequest: [Int] = []
    /// Paths.
    package var prompts: [String] = []
    /// Paths.
    package var catalogs: [String] = []
    /// Movies of the draw.
    package var movies = 100
    /// The share of labels that a lower price may cost.
    package var margin = 0.02
    /// A variant's number, or its model; `nil`: the dearest.
    package var reference: String?
    /// The path of labelled characters; `nil`: there are none.
    package var gold: String?
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
}
