extension TropefileSchema {
  /// The sections `input`, `corpus` and `build`, and the ledger.
  static let fileKeys: [TropefileKey] = [
    TropefileKey(
      documentation: KeyDocumentation(
        path: "input.directory", type: ValueForm<String>.path.type, unit: nil,
        defaultText: "none: this key is required", sample: "data/interim", isRequired: true,
        meaning: """
          The directory with the inputs: plot_summaries_<id>.txt for each movie and, if its \
          characters are known, character.metadata_<id>.csv.
          """,
        whyChange: "your plots are elsewhere."),
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
        The directory with the published corpus, plot_summaries.txt and character.metadata.tsv. \
        The build first splits these two into the files of input.directory, and rewrites only \
        those whose content changes.
        """,
      change: "you have the CMU Movie Summary Corpus as published."),
    .key(
      "corpus.table", \.corpus.table, .path, without: "no table is read", sample: "plots.csv",
      meaning: """
        A table with a row for each movie, in place of the published corpus: .csv, .tsv, or .jsonl \
        with an object on each line. The build makes the files of input.directory from it.
        """,
      change: "your plots are in one file."),
    .key(
      "corpus.separator", \.corpus.separator, .separator,
      meaning: """
        What parts several characters, or genres, in one cell of the table; blanks around it do \
        not matter, and "\\n" in double quotes is the end of a line. A list as JSON or Python \
        write one needs none.
        """,
      change: "your cells hold a;b with another sign."),
    .key(
      "corpus.movie_metadata", \.corpus.movieMetadata, .path,
      without: "movie.metadata.tsv in corpus.raw, if it is there, or what the table says",
      sample: "data/raw/movie.metadata.tsv",
      meaning: """
        The corpus's file of titles, release dates, revenues, running times, languages, countries \
        and genres: nine columns separated by tabs. Only reports and exports read it; no question \
        depends on it.
        """,
      change: "you split the plots yourself, or the file is elsewhere."),
    .key(
      "corpus.columns.id", \.corpus.columns.id, .columnName,
      without: "the column id, imdb_id or the like, or else title and year", sample: "imdb_id",
      meaning:
        "The column that tells a movie from all others. Whole numbers are taken as they are; anything else gets a number that stays, kept in table.ids.csv in input.directory.",
      change: "yours has another name."),
    .key(
      "corpus.columns.title", \.corpus.columns.title, .columnName,
      without: "the column title or the like", sample: "Title",
      meaning: "The column with the titles.",
      change: "yours has another name."),
    .key(
      "corpus.columns.plot", \.corpus.columns.plot, .columnName,
      without: "the column plot, synopsis, overview or the like", sample: "Plot",
      meaning: "The column with the plots. Rows without a plot are left out.",
      change: "yours has another name, or there are several."),
    .key(
      "corpus.columns.characters", \.corpus.columns.characters, .columnName,
      without: "the column characters, if there is one; else the model names them",
      sample: "characters",
      meaning:
        "The column with the names of the characters: several in a cell, or one in each of several rows of a movie.",
      change: "yours has another name. A column of actors is none."),
    .key(
      "corpus.columns.year", \.corpus.columns.year, .columnName,
      without: "the column year, release_date or the like", sample: "Release Year",
      meaning: "The column with the year, or a date that holds it.",
      change: "yours has another name."),
    .key(
      "corpus.columns.genre", \.corpus.columns.genre, .columnName,
      without: "the column genre or genres", sample: "Genre",
      meaning: "The column with the genres.",
      change: "yours has another name."),
    .key(
      "build.directory", \.build.directory, .path,
      meaning: """
        Where records, status files and batch files go. Nothing in it was paid for, and \
        `tropebuild clean` removes everything tropebuild made there.
        """,
      change: "the project's disk is small or slow, or another tool uses the name."),
    .key(
      "build.database", \.build.database, .path, without: "tropes.db in build.directory",
      sample: "build/tropes.db",
      meaning: "The SQLite database of the records and the build log.",
      change: "a notebook expects it elsewhere."),
    .key(
      "ledger", \.ledger, .path,
      meaning: """
        The SQLite database of everything that cost money: replies, submitted batches, spending. \
        `tropebuild clean` keeps it.
        """,
      change: "several projects over the same plots should share what they paid for."),
  ]

  /// The section `recipe`.
  static let recipeKeys: [TropefileKey] = [
    .key(
      "recipe.kind", \.recipe.kind, .recipeKind,
      without: "custom if recipe.fields is given, or else tropes", sample: "custom",
      meaning: """
        What to ask about each character. tropes: one trope from the catalog. deaths: whether it \
        dies. custom: the fields of recipe.fields.
        """,
      change: "you want to know something else about the characters."),
    TropefileKey(
      documentation: KeyDocumentation(
        path: "recipe.fields",
        type: "names, each with type, description, optional, and range or values", unit: nil,
        defaultText: "none",
        sample: "{role: {type: trope}, age: {type: integer, range: 0..120, optional: true}}",
        isRequired: false,
        meaning: """
          What a custom recipe asks about each character. A field has a type (text, integer, number, \
          boolean, choice, trope) and a description for the model; optional: true if the answer may \
          be null; for an integer or number a range such as 0..120; and for a choice the list of its \
          values. At most one field can be a trope from the catalog. docs/recipes.md explains them.
          """,
        whyChange: "you want your own recipe."),
      setter: .fields(.character)),
    TropefileKey(
      documentation: KeyDocumentation(
        path: "recipe.movie_fields",
        type: "names, each with type, description, optional, and range or values", unit: nil,
        defaultText: "none",
        sample: "{ending: {type: choice, values: [happy, sad, open], description: how it ends}}",
        isRequired: false,
        meaning: """
          What to ask about the movie itself, beside what is asked about its characters, or alone with \
          characters: none. A field is described as in recipe.fields; it cannot be a trope.
          """,
        whyChange: "you want to know something about the whole story: its ending, mood or setting."),
      setter: .fields(.movie)),
    .key(
      "recipe.model", \.recipe.namedModel, .modelName,
      without: "the model that the records were made with; in a new project gpt-6-luna",
      sample: "gpt-6-luna",
      meaning: """
        The model to ask, by the name the API knows it by. A project that names none keeps the model \
        that its records were made with, so that a newer tropebuild makes nothing stale.
        """,
      change: """
        another model is better, cheaper, or the only one your server has. If the built-in tables \
        do not know it, also set prices and limits.
        """),
    .key(
      "recipe.endpoint", \.recipe.endpoint, .endpoint,
      meaning: """
        How the model is asked. chat: a text is answered in JSON, in batches or in real time. \
        decisions: a choice for each character, with a confidence, at /decisions; in real time \
        only, for movies with a cast. docs/decisions.md explains it.
        """,
      change: "you want to know how sure the model is, and your model makes decisions."),
    .key(
      "recipe.temperature", \.recipe.temperature, .number(0...2),
      without: "none is sent", sample: "0",
      meaning: """
        How freely the model chooses its words. With 0, two runs agree most often. null sends no \
        temperature, and a model that reasons is sent none anyway.
        """,
      change: "the model refuses it (use null), or you study how answers vary."),
    .key(
      "recipe.seed", \.recipe.seed, .integer, without: "none is sent", sample: "17",
      meaning: "A number that asks the server to repeat its answers as well as it can.",
      change: "you want a second, independent set of answers, or the same set again."),
    .key(
      "recipe.max_output_tokens", \.recipe.maxOutputTokens, .count(1...10_000_000),
      unit: "tokens a reply, reasoning included", without: "no bound is sent", sample: "4000",
      meaning: "Where the server cuts off a reply. After a cut the question is asked again.",
      change: "a runaway reply must not cost more than this."),
    .key(
      "recipe.reasoning_effort", \.recipe.namedEffort,
      .effort,
      without: "the model's own default; none, which is no thinking, where no model is named",
      sample: "low",
      meaning:
        "How long a reasoning model thinks before it answers. Its thoughts are billed as output.",
      change: "the default costs too much or answers badly. Other models refuse this key."),
    .key(
      "recipe.catalog", \.recipe.catalog, .path, without: "the built-in catalog of 99 tropes",
      sample: "catalog.csv",
      meaning: """
        A CSV file with the columns id, name, description: the tropes to choose from if a field is \
        a trope.
        """,
      change: "you use different tropes, or their descriptions could be clearer."),
    .key(
      "recipe.prompt", \.recipe.prompt, .path, without: "the built-in prompt",
      sample: "prompt.txt",
      meaning: """
        A text file with the task for the model. {{catalog}} marks the place of the list of tropes, \
        {{fields}} that of the list of fields, {{movie_fields}} that of the movie's own; a list without a \
        mark goes before the text.
        """,
      change: "you can word it better."),
    .key(
      "recipe.movies_per_request", \.recipe.moviesPerRequest, .count(1...64),
      unit: "movies per request",
      meaning: """
        How many movies share a request, and so the tokens of catalog and prompt. Four movies per \
        request cut the input tokens of the whole corpus to less than half.
        """,
      change: """
        you are short of money or of requests per day. Answers to crowded requests can be less \
        careful, so compare a sample first.
        """),
    .key(
      "recipe.characters", \.recipe.characters, .characters,
      meaning: """
        Who says which characters a movie has. cast: its cast file, and the model where there is none \
        or it names nobody. from_plot: the model, of every movie; cast files are passed over then, and \
        may change without making anything stale. none: nobody; only recipe.movie_fields is asked, and \
        cast files are passed over too.
        """,
      change: """
        casts name many who are not in the plots, or not those who are; or the movies are what you \
        study, and not their characters.
        """),
    .key(
      "recipe.confidence", \.recipe.confidence, .confidence,
      meaning: """
        How sure the model was of each label, to sort by. logprobs: from the log probabilities of the \
        tokens of its answer, which not every model gives, and those that reason only with the effort \
        none; records that are there stay as they are. votes: by asking several times, the tropes in \
        another order each time, which every model takes and costs as many times as much. See \
        docs/recipes.md.
        """,
      change: "you want to look through the labels that the model was least sure of."),
    .key(
      "recipe.votes", \.recipe.namedVotes, .count(Settings.Recipe.possibleVotes),
      unit: "asks per movie", without: "3 with recipe.confidence: votes", sample: "3",
      meaning: """
        How often each movie is asked if recipe.confidence is votes. The first ask is the usual one, \
        and its labels are the record's.
        """,
      change: "thirds are too coarse to sort by; each ask costs as much as the first."),
    .key(
      "recipe.overrides", \.recipe.overrides, .path,
      meaning: """
        A CSV file of labels set by hand, with the columns movie_id, character, trope and note: they \
        win over any model's, and changing them asks nothing. `tropebuild label` writes it; it need \
        not exist. docs/recipes.md explains it.
        """,
      change: "your corrections are elsewhere, or several projects share them."),
  ]

  /// The section `plan`.
  static let planKeys: [TropefileKey] = [
    .key(
      "plan.strategy", \.plan.strategy, .strategy,
      meaning: """
        batch: everything in batches, cheapest and slowest. realtime: everything by chat \
        completions, at twice the price. hybrid: the shortest movies in num_batches batches and the \
        rest in real time, both at once. flex: everything by chat completions at the batch's price, \
        as soon as the server has room; hybrid-flex: the same for the rest beside the batches. Both \
        need a model with the tier flex, and OpenAI's own server.
        """,
      change: "only money counts (batch, flex) or only time (realtime)."),
    .key(
      "plan.num_batches", \.plan.numBatches, .count(1...10_000), unit: "batches",
      meaning: "How many batches a hybrid plan fills before the rest goes in real time.",
      change: "you are short of money (raise it) or of time (lower it)."),
    .key(
      "plan.batch_token_target", \.plan.batchTokenTarget, .count(1...1_000_000_000_000),
      unit: "input tokens per batch",
      meaning: """
        How large to make a batch. It must fit into the batch queue (2M tokens on tier 1 for \
        gpt-4o-mini) together with what is already there.
        """,
      change: """
        your tier has a larger queue, or you want several smaller batches to keep the queue busy \
        while one waits for its last answers.
        """),
    .key(
      "plan.choose", \.plan.choose, .flag,
      meaning: """
        Choose strategy and movies a request where the tropefile names none: with a deadline the \
        cheapest plan that keeps it, with a budget the fastest that keeps it, else the cheapest. \
        As a flag it sets aside what the tropefile names.
        """,
      change: "the plan matters less than what it costs and how long it takes."),
    .key(
      "plan.deadline", \.plan.deadline, .duration(.seconds(60)...(.seconds(31_536_000))),
      without: "none", sample: "36h",
      meaning: """
        Finish within this time from the start: pick the cheapest plan that fits, of those that \
        leave strategy and movies a request as they are named.
        """,
      change: "the records are needed by then."),
    .key(
      "plan.budget", \.plan.budget, .dollars(0.01...1_000_000), unit: "US dollars per run",
      without: "none", sample: "$5",
      meaning: """
        Spend at most this much. It stops a build and chooses nothing; with plan.choose the fastest \
        plan is picked that fits.
        """,
      change: "a mistake in the recipe must not empty the account."),
  ]
}
