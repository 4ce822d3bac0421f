import TropeModel

extension TropefileSchema {
  /// The sections `input`, `corpus` and `build`, and the ledger.
  static let fileKeys: [TropefileKey] = [
    TropefileKey(
      documentation: KeyDocumentation(
        path: "input.directory", type: ValueForm<String>.path.type, unit: nil,
        defaultText: "none: this key must be given", sample: "data/interim", isRequired: true,
        meaning: """
          The directory with the inputs: plot_summaries_<id>.txt for each movie and, where its \
          characters are known, character.metadata_<id>.csv.
          """,
        whyChange: "your plots lie elsewhere."),
      setter: .value(
        set: { settings, text in
          switch ValueForm<String>.path.read(text) {
          case .success(let path):
            settings.input.directory = path
            return nil
          case .failure(let complaint): return complaint
          }
        }, clear: nil)),
    .key(
      "corpus.raw", \.corpus.raw, .path, without: "nothing is split", sample: "data/raw",
      meaning: """
        The directory with the corpus as it is published, plot_summaries.txt and \
        character.metadata.tsv. With it the build first splits the two into the files of \
        input.directory, and rewrites only those whose content changes.
        """,
      change: "you have the CMU Movie Summary Corpus as it is published."),
    .key(
      "corpus.movie_metadata", \.corpus.movieMetadata, .path,
      without: "movie.metadata.tsv in corpus.raw, if it is there",
      sample: "data/raw/movie.metadata.tsv",
      meaning: """
        The corpus's file of titles, release dates, revenues, running times, languages, countries \
        and genres: nine columns separated by tabs. Only reports and exports read it; no question \
        depends on it.
        """,
      change: "you split the plots yourself, or the file lies elsewhere."),
    .key(
      "build.directory", \.build.directory, .path,
      meaning: """
        Where records, status files and batch files go. Nothing in it was paid for, and \
        `tropebuild clean` removes all that tropebuild made there.
        """,
      change: "the project's disk is small or slow, or another tool owns the name."),
    .key(
      "build.database", \.build.database, .path, without: "tropes.db in build.directory",
      sample: "build/tropes.db",
      meaning: "The SQLite database of the records and the build log.",
      change: "a notebook expects it elsewhere."),
    .key(
      "ledger", \.ledger, .path,
      meaning: """
        The SQLite database of all that cost money: replies, batches submitted, spending. \
        `tropebuild clean` keeps it.
        """,
      change: "several projects over the same plots are to share what they paid for."),
  ]

  /// The section `recipe`.
  static let recipeKeys: [TropefileKey] = [
    .key(
      "recipe.kind", \.recipe.kind, .recipeKind,
      without: "custom where recipe.fields is given, else tropes", sample: "custom",
      meaning: """
        What is asked of each character. tropes: one trope of the catalog. deaths: whether it dies. \
        custom: the fields of recipe.fields.
        """,
      change: "you want to know something else of the characters."),
    TropefileKey(
      documentation: KeyDocumentation(
        path: "recipe.fields",
        type: "names, each with type, description, optional, and range or values", unit: nil,
        defaultText: "none",
        sample: "{role: {type: trope}, age: {type: integer, range: 0..120, optional: true}}",
        isRequired: false,
        meaning: """
          What a custom recipe asks of each character. A field has a type (text, integer, number, \
          boolean, choice, trope), a description that the model is told, optional: true where an \
          answer may be null, for an integer or number a range such as 0..120, and for a choice the \
          list of its values. At most one field is a trope of the catalog. docs/recipes.md explains it.
          """,
        whyChange: "you want a recipe of your own."),
      setter: .fields),
    .key(
      "recipe.model", \.recipe.model, .modelName,
      meaning: "The model that is asked, by the name the API knows it by.",
      change: """
        another is better, cheaper, or the only one your server has. Give prices and limits too \
        if the built-in tables do not know it.
        """),
    .key(
      "recipe.temperature", \.recipe.temperature, .number(0...2),
      without: "none is sent", sample: "0",
      meaning: """
        How freely the model chooses its words. 0 makes two runs agree most often. null sends \
        none, which reasoning models (gpt-5 and later) insist on.
        """,
      change: "the model refuses it (then null), or you study how answers vary."),
    .key(
      "recipe.seed", \.recipe.seed, .integer, without: "none is sent", sample: "17",
      meaning: "A number that asks the server to repeat itself as well as it can.",
      change: "you want a second, independent set of answers, or the same set again."),
    .key(
      "recipe.max_output_tokens", \.recipe.maxOutputTokens, .count(1...10_000_000),
      unit: "tokens a reply, reasoning included", without: "no bound is sent", sample: "4000",
      meaning: "Where the server cuts a reply off. A reply that was cut is asked for again.",
      change: "a runaway reply must not cost more than this."),
    .key(
      "recipe.reasoning_effort", \.recipe.reasoningEffort,
      .oneOf(["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
      without: "none is sent: the model's own default", sample: "low",
      meaning: "How long a reasoning model thinks before it answers. Thought is paid as output.",
      change: "the default costs too much, or answers too badly. Other models refuse the key."),
    .key(
      "recipe.catalog", \.recipe.catalog, .path, without: "the built-in catalog of 99 tropes",
      sample: "catalog.csv",
      meaning: """
        A csv file with the columns id, name, description: the tropes to choose from, where a field \
        is a trope.
        """,
      change: "your tropes are others, or their descriptions could be clearer."),
    .key(
      "recipe.prompt", \.recipe.prompt, .path, without: "the built-in prompt",
      sample: "prompt.txt",
      meaning: """
        A text file with the task as the model is told it. {{catalog}} marks where the list of tropes \
        goes, {{fields}} the list of fields; without its mark a list goes before the text.
        """,
      change: "you know better words for it."),
    .key(
      "recipe.movies_per_request", \.recipe.moviesPerRequest, .count(1...64),
      unit: "movies a request",
      meaning: """
        How many movies share a request, and so the tokens of catalog and prompt. Four cut the \
        input tokens of the whole corpus to less than half.
        """,
      change: """
        money or the day's requests are short. Answers to crowded requests can be less careful: \
        compare a sample first.
        """),
  ]

  /// The section `plan`.
  static let planKeys: [TropefileKey] = [
    .key(
      "plan.strategy", \.plan.strategy, .strategy,
      meaning: """
        batch: all in batches, cheapest, slowest. realtime: all by chat completions, at twice \
        the price. hybrid: the shortest movies in num_batches batches, the rest in real time, \
        both at once.
        """,
      change: "only money counts (batch) or only time (realtime)."),
    .key(
      "plan.num_batches", \.plan.numBatches, .count(1...10_000), unit: "batches",
      meaning: "How many batches a hybrid plan fills before the rest goes in real time.",
      change: "money is short (more) or time is (fewer)."),
    .key(
      "plan.batch_token_target", \.plan.batchTokenTarget, .count(1...1_000_000_000_000),
      unit: "input tokens a batch",
      meaning: """
        How full a batch is made. It has to fit into the queue of batches (2M tokens on tier 1 \
        for gpt-4o-mini), with what is in it already.
        """,
      change: """
        your tier has a longer queue, or several smaller batches are to keep the queue busy \
        while the last answers of one are awaited.
        """),
    .key(
      "plan.deadline", \.plan.deadline, .duration(.seconds(60)...(.seconds(31_536_000))),
      without: "none", sample: "36h",
      meaning: "The time a build may take, from its start; the cheapest plan that fits is taken.",
      change: "the records are needed by then."),
    .key(
      "plan.budget", \.plan.budget, .dollars(0.01...1_000_000), unit: "US dollars a run",
      without: "none", sample: "$5",
      meaning: "The most a build may cost; the fastest plan that fits is taken.",
      change: "a slip in the recipe must not empty the account."),
  ]
}
