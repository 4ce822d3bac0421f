extension TropefileSchema {
  /// The section `recipe.cascade`.
  static let cascadeKeys: [TropefileKey] = [
    .key(
      "recipe.cascade.strong.model", \.recipe.cascade.strongModel, .modelName,
      without: "all labels are those of recipe.model", sample: "gpt-6.1-terra",
      meaning: """
        The model whose labels are wanted. It is asked about some movies only, one in each request. \
        recipe.model must be named, and recipe.confidence must tell how sure it was.
        """,
      change: "the cheap model errs too often, and the strong one costs too much for all movies."),
    .key(
      "recipe.cascade.strong.effort", \.recipe.cascade.strongEffort, .effort,
      without: "the model's own default", sample: "low",
      meaning: "How long the strong model thinks.",
      change: "`tropebuild try` says which effort is worth its price."),
    .key(
      "recipe.cascade.target", \.recipe.cascade.namedTarget, .share(0.5...0.999),
      without: "95%", sample: "95%",
      meaning: """
        The share of all labels that are to be those of the strong model: given by it, or kept since \
        they are the same. With recipe.cascade.gold, the share that is to be right.
        """,
      change: "fewer agreeing labels will do, which costs less, or more are needed."),
    .list(
      "recipe.cascade.gold", \.recipe.cascade.gold, .path,
      without: "the target is agreement with the strong model", sample: "[random.csv, more.csv]",
      meaning: """
        Files of characters that `tropebuild try --to-label N --random` drew and people labelled. With \
        them, the target is the share of labels that are right: by them, and not by the strong model.
        """,
      change: "you want to know that labels are right, and can label a hundred characters or more."),
    .key(
      "recipe.cascade.risk", \.recipe.cascade.namedRisk, .share(0.001...0.5),
      without: "10%", sample: "10%",
      meaning: """
        How likely the target may be missed, by an unlucky draw of the movies that test it. A \
        smaller risk asks the strong model more.
        """,
      change: "one corpus in ten is too many, or more than enough."),
  ]
}
