extension TropefileSchema {
  /// The section `try`.
  static let trialKeys: [TropefileKey] = [
    .list(
      "try.models", \.trial.models, .modelName, without: "recipe.model",
      sample: "[gpt-6-luna, gpt-6.1-terra]",
      meaning: "The models to compare.",
      change: "you want to know whether a cheaper model does as well, or a dearer one better."),
    .list(
      "try.efforts", \.trial.efforts, .effort, without: "recipe.reasoning_effort",
      sample: "[none, low]",
      meaning: "How long reasoning models think. A model that does not reason is asked once.",
      change: "you want to know what thinking is worth."),
    .list(
      "try.movies_per_request", \.trial.moviesPerRequest, .count(1...64),
      without: "recipe.movies_per_request", sample: "[1, 8, 16]",
      meaning: "How many movies share a request.",
      change: "you want to know whether crowded requests are answered less carefully."),
    .list(
      "try.prompts", \.trial.prompts, .path, without: "recipe.prompt",
      sample: "[prompt.txt, shorter.txt]",
      meaning: "The prompts to compare.",
      change: "you have two wordings."),
    .list(
      "try.catalogs", \.trial.catalogs, .path, without: "recipe.catalog",
      sample: "[catalog.csv, longer.csv]",
      meaning: "The catalogs to compare.",
      change: "you have two descriptions of the same tropes."),
    .key(
      "try.movies", \.trial.movies, .count(0...1_000_000), unit: "movies",
      meaning: """
        How many movies of the draw every variant is asked about. The draw follows from the inputs: \
        a larger number begins with the movies of a smaller one, whose replies are kept.
        """,
      change: "the intervals are too wide, or a first look may be rough."),
    .key(
      "try.margin", \.trial.margin, .share(0...0.5),
      meaning: """
        The share of labels that a lower price may cost: the cheapest variant that is shown to lose \
        less is recommended.
        """,
      change: "your question bears more errors, or fewer."),
    .key(
      "try.reference", \.trial.reference, .text("a variant's number or its model"),
      without: "the dearest variant", sample: "gpt-6.1-terra",
      meaning:
        "The variant that the others are held against: how many of their labels are its own.",
      change: "you trust another one most."),
    .key(
      "try.gold", \.trial.gold, .path, without: "accuracy is not known", sample: "gold.tsv",
      meaning: """
        A file of labelled characters, in the form that `tropebuild eval` reads. Their movies are \
        asked too.
        """,
      change: "you have labelled some characters by hand."),
  ]
}

extension ValueForm where Value == String {
  /// The words for how long a model thinks.
  static let effort = oneOf(["none", "minimal", "low", "medium", "high", "xhigh", "max"])
}
