extension TropefileSchema {
  private static let anyCount = ValueForm.count(1...1_000_000_000_000)
  private static let price = ValueForm.dollars(0...10_000)
  private static let waiting = ValueForm.duration(.milliseconds(100)...(.seconds(86_400)))
  private static let turnaround = ValueForm.duration(.seconds(1)...(.seconds(30 * 86_400)))

  /// The section `lanes`.
  static let laneKeys: [TropefileKey] = [
    .key(
      "lanes.attempts", \.lanes.attempts, .count(1...20), unit: "replies a question",
      meaning: """
        How many bad replies (cut short, not in the catalog, a name missing) a question may get \
        before its target fails.
        """,
      change: "the model is weak (raise it), or bad replies cost too much (lower it)."),
    .key(
      "lanes.batch.directory", \.lanes.batch.directory, .path,
      without: "batches in build.directory", sample: "build/batches",
      meaning: "Where batch files are kept, as uploaded and as downloaded.",
      change: "they are large and another disk has more room."),
    .key(
      "lanes.batch.command", \.lanes.batch.command, .batchCommand,
      without: "batches go to the API",
      sample: "vllm run-batch -i {input} -o {output} --model {model}",
      meaning: """
        A command that gets the batch files in place of the API: it reads the requests from {input} and writes a line for each \
        answer to {output}, in the API's form. It runs in the project's directory, goes on when tropebuild ends, and is found \
        again by the next run. With it the strategy is batch unless one is named, and batches cost nothing unless a price is \
        given.
        """,
      change: "a cluster, or an engine without a server, is to answer (docs/batch-command.md)."),
    .key(
      "lanes.batch.jobs", \.lanes.batch.jobs, .count(1...10_000), unit: "commands at a time",
      meaning: "How many batches are handed to that command at a time; the others wait.",
      change: "the command only waits for a queue elsewhere, as 'sbatch --wait' does."),
    .key(
      "lanes.batch.poll_interval", \.lanes.batch.pollInterval, waiting,
      meaning: "How often to check the batches under way.",
      change: "a rehearsal runs on a fast clock, or you want to spare a slow connection."),
    .key(
      "lanes.batch.delete_remote_files", \.lanes.batch.deleteRemoteFiles, .flag,
      meaning: """
        Whether to delete input and output files from the server once every answer is in the \
        ledger.
        """,
      change: "the account's file storage is shared or nearly full."),
    .key(
      "lanes.realtime.concurrency", \.lanes.realtime.namedConcurrency, .count(1...10_000),
      unit: "requests under way",
      without: "64; for a server on this machine as many as it says it has places for, else 4",
      sample: "64",
      meaning: "The maximum number of requests under way at once.",
      change: "a local server can take few requests, or a high tier many."),
    .key(
      "lanes.realtime.timeout", \.lanes.realtime.namedTimeout, waiting,
      without: "10m; for a server on this machine more, by how fast it has answered so far",
      sample: "10m",
      meaning: """
        How long a request may take. After a timeout a request may still run and be charged, so \
        be generous.
        """,
      change: "a local model is slow, or a large movies_per_request makes long replies."),
    .key(
      "lanes.realtime.connect_timeout", \.lanes.realtime.connectTimeout, waiting,
      meaning: "How long connecting may take.",
      change: "the network is slow to answer, or a dead server should be noticed sooner."),
    TropefileKey(
      documentation: KeyDocumentation(
        path: "lanes.realtime.endpoints",
        type:
          "a list of servers, each with base_url and what else it needs of name, key_env, key_header, headers, model, "
          + "same_model, concurrency, limits, prices; or null for none",
        unit: nil, defaultText: "none: the server of api.base_url is asked alone",
        sample:
          "[{base_url: http://127.0.0.1:8081/v1}, {base_url: http://127.0.0.1:8082/v1}]",
        isRequired: false,
        meaning: """
          Servers that share the real-time lane: a request goes to the cheapest that has room. key_env names the variable that \
          holds a server's key; headers has further ones for each request, as api.headers; model is its name for the recipe's model, and same_model: true says so where the two names differ \
          (false: it is another model); limits has requests_per_minute, requests_per_day, tokens_per_minute and context_tokens, \
          prices has input, cached_input and output. The ledger books by name. Batches go to api.base_url all the same, and only \
          where plan.strategy names a strategy that has any. docs/endpoints.md explains it.
          """,
        whyChange:
          "several accounts, several local servers, or a local and a paid one are to share the work."
      ),
      setter: .endpoints),
  ]

  /// The section `limits`.
  static let limitKeys: [TropefileKey] = [
    .key(
      "limits.tier", \.limits.tier, .count(1...5), unit: "usage tier",
      meaning: "The account's usage tier, which selects the row in the table of limits.",
      change: "yours is another; the account's page of limits names it."),
    .key(
      "limits.requests_per_minute", \.limits.requestsPerMinute, anyCount, unit: "requests",
      without: "the table's, by model and tier", sample: "500",
      meaning: "Chat completions per minute.",
      change: "the account's page of limits shows another figure."),
    .key(
      "limits.requests_per_day", \.limits.requestsPerDay, anyCount, unit: "requests",
      without: "the table's, by model and tier", sample: "10000",
      meaning: "Chat completions in any 24 hours; the ledger counts them across runs.",
      change: "the account's page of limits shows another figure."),
    .key(
      "limits.tokens_per_minute", \.limits.tokensPerMinute, anyCount, unit: "tokens",
      without: "the table's, by model and tier", sample: "200000",
      meaning: "Tokens per minute in the real-time lane.",
      change: "the account's page of limits shows another figure, or others share the account."),
    .key(
      "limits.enqueued_tokens", \.limits.enqueuedTokens, anyCount, unit: "input tokens",
      without: "the table's, by model and tier", sample: "2M",
      meaning: "Input tokens in all unfinished batches: the size of the batch queue.",
      change: "the account's page of limits shows another figure, or others share the account."),
    .key(
      "limits.context_tokens", \.limits.contextTokens, anyCount, unit: "tokens",
      without: "the table's, by model", sample: "128000",
      meaning:
        "The maximum for a request and its reply together; longer movies fail without being asked.",
      change: "the table does not know the model."),
    .key(
      "limits.requests_per_batch", \.limits.requestsPerBatch, .count(1...1_000_000_000),
      unit: "requests a batch file",
      meaning: "The maximum number of requests in a batch file.",
      change: "another provider allows another number."),
    .key(
      "limits.batch_file_size", \.limits.batchFileSize, .size(1...(1 << 40)), unit: "bytes",
      meaning: "The maximum size of a batch file.",
      change: "another provider or a proxy allows less."),
  ]

  /// The section `prices`.
  static let priceKeys: [TropefileKey] = [
    .key(
      "prices.input", \.prices.input, price, unit: "US dollars for 1M tokens",
      without: "the table's, by model", sample: "0.15",
      meaning: "Input in the real-time lane.",
      change: "prices have changed, or the table does not know the model."),
    .key(
      "prices.cached_input", \.prices.cachedInput, price, unit: "US dollars for 1M tokens",
      without: "the table's, by model", sample: "0.075",
      meaning: "Input from the server's prompt cache, in the real-time lane.",
      change: "prices have changed, or the table does not know the model."),
    .key(
      "prices.output", \.prices.output, price, unit: "US dollars for 1M tokens",
      without: "the table's, by model", sample: "0.60",
      meaning: "Output in the real-time lane.",
      change: "prices have changed, or the table does not know the model."),
    .key(
      "prices.batch_input", \.prices.batchInput, price, unit: "US dollars for 1M tokens",
      without: "the table's, by model", sample: "0.075",
      meaning: "Input in the batch lane.",
      change: "prices have changed, or the table does not know the model."),
    .key(
      "prices.batch_output", \.prices.batchOutput, price, unit: "US dollars for 1M tokens",
      without: "the table's, by model", sample: "0.30",
      meaning: "Output in the batch lane.",
      change: "prices have changed, or the table does not know the model."),
  ]

  /// The section `forecast`.
  static let forecastKeys: [TropefileKey] = [
    .key(
      "forecast.batch_turnaround_typical", \.forecast.batchTurnaroundTypical, turnaround,
      without: "the median of the ledger's batches; 1h before there are three", sample: "40m",
      meaning: "How long a batch usually takes.",
      change: "you know better than the ledger."),
    .key(
      "forecast.batch_turnaround_worst", \.forecast.batchTurnaroundWorst, turnaround,
      without:
        "the longest of the ledger's batches, of 20 and more what 95 % keep; 24h before there are three",
      sample: "24h",
      meaning: "How long a batch may take.",
      change: "you know better than the ledger."),
    .key(
      "forecast.output_tokens", \.forecast.outputTokens, .count(1...1_000_000),
      unit: "output tokens a movie", without: "from earlier replies, or an estimate",
      sample: "120",
      meaning: "The expected length of the answer for one movie.",
      change: "you know it from elsewhere before the first run."),
  ]

  /// The sections `api` and `tokenizer`.
  static let apiKeys: [TropefileKey] = [
    .key(
      "api.base_url", \.api.baseURL, .httpURL,
      without: "OPENAI_BASE_URL, or OpenAI's own", sample: "https://api.openai.com/v1",
      meaning: "The address of an API that speaks OpenAI's protocol, including its version.",
      change: "the model runs at another provider or on your own machine."),
    .key(
      "api.sandbox", \.api.sandbox, .flag,
      meaning: """
        Whether to ask the sandbox, which tropebuild starts on this machine: no key, no network, \
        no cost, and answers by word overlap instead of a language model's. It overrides \
        base_url.
        """,
      change: "you are trying things out."),
    .key(
      "api.allow_http", \.api.allowHTTP, .flag,
      meaning: """
        Whether the key may go to another machine by plain http, where everybody on the way can \
        read it.
        """,
      change: "the server is on a network of your own and speaks no https."),
    .key(
      "api.key_header", \.api.keyHeader, .headerName,
      without: "Authorization as a bearer token; api-key for a server of azure.com",
      sample: "api-key",
      meaning: """
        The header that carries the key. The key itself stays in the environment or in .env, as \
        OPENAI_API_KEY.
        """,
      change: "a gateway in front of Azure's API wants api-key, or another gateway its own header."
    ),
    TropefileKey(
      documentation: KeyDocumentation(
        path: "api.headers", type: "names and values, one below the other", unit: nil,
        defaultText: "none", sample: "{X-Team: film-studies}", isRequired: false,
        meaning: """
          Additional headers for every request. Keys are refused here; they belong in the \
          environment or in .env, as OPENAI_API_KEY.
          """,
        whyChange: "a proxy or a gateway requires them."),
      setter: .entries(
        add: { settings, name, value in
          if let complaint = ExtraHeader.complaint(name: name, value: value) { return complaint }
          settings.api.headers[name] = value
          return nil
        }, clear: { $0.api.headers = [:] })),
    .key(
      "tokenizer.vocabulary", \.tokenizer.vocabulary, .path,
      without: "looked for where tiktoken keeps it, or an estimate that is never too low",
      sample: "o200k_base.tiktoken",
      meaning: """
        The vocabulary o200k_base, as a file published by OpenAI. It is that of gpt-4o and all their later \
        models; the tokens of any other model are estimated.
        """,
      change: "it is elsewhere and should not be downloaded."),
  ]
}
