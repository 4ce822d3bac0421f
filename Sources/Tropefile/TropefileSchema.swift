import Basics

/// Every key that a tropefile may have: the one table that files are checked against and that the
/// documents and the example are written from.
package enum TropefileSchema {
  /// The keys' documentation, in the order in which the documents show them.
  package static let keys: [KeyDocumentation] = table.map(\.documentation)

  /// The sections, each before its keys.
  package static let sections: [SectionDocumentation] = [
    SectionDocumentation(path: "input", meaning: "Where the movies are."),
    SectionDocumentation(path: "corpus", meaning: "What to make the inputs from, if anything."),
    SectionDocumentation(
      path: "corpus.columns",
      meaning: "The names of the table's columns, where they are not the usual ones."),
    SectionDocumentation(
      path: "build", meaning: "Where the build puts everything that can be rebuilt at no cost."),
    SectionDocumentation(
      path: "recipe",
      meaning: """
        What turns a movie into a question. A change here makes every record stale. Going back to \
        an earlier recipe costs nothing, because the ledger keeps its replies.
        """),
    SectionDocumentation(
      path: "recipe.cascade",
      meaning: """
        A second, stronger model for the movies that the recipe's own model has likely wrong, so that \
        a share of all labels is the strong model's, with a proof. docs/cascade.md explains it.
        """),
    SectionDocumentation(
      path: "recipe.cascade.strong", meaning: "The strong model. Without it there is no cascade."),
    SectionDocumentation(
      path: "plan", meaning: "How to divide stale targets between the paid lanes."),
    SectionDocumentation(path: "lanes", meaning: "How the lanes run."),
    SectionDocumentation(path: "lanes.batch", meaning: "The Batch API: half the price, but slow."),
    SectionDocumentation(
      path: "lanes.realtime",
      meaning:
        "Chat completions: full price and immediate, or at the tier flex the batch's price and as soon as there is room."
    ),
    SectionDocumentation(
      path: "limits",
      meaning: """
        What the account may do. A built-in table has the published limits by model and tier; \
        figures set here override it.
        """),
    SectionDocumentation(
      path: "prices",
      meaning: """
        What tokens cost. A built-in table has the published prices by model; figures set here \
        override it for recipe.model. Other models that the table knows, as those of try and a \
        cascade's strong one, have the table's.
        """),
    SectionDocumentation(
      path: "forecast",
      meaning: "What forecasts of time and cost assume. Builds do not depend on it."),
    SectionDocumentation(path: "api", meaning: "Which server to ask."),
    SectionDocumentation(path: "tokenizer", meaning: "How tokens are counted."),
    SectionDocumentation(
      path: "exports", meaning: "Which export files a build keeps up to date."),
    SectionDocumentation(
      path: "notify",
      meaning: "Who is told of a run that nobody watches. Builds do not depend on it."),
    SectionDocumentation(
      path: "try",
      meaning: """
        What `tropebuild try` compares: every combination of these models, efforts, prompts, catalogs \
        and sizes of request is a variant. Builds do not depend on it.
        """),
  ]

  /// The word of `known` that `word` was probably meant to be; `nil` where none is near.
  package static func nearest(to word: String, in known: [String]) -> String? {
    EditDistance.nearest(to: word, in: known)
  }

  /// The keys with their setters, in the order of the documents.
  static let table: [TropefileKey] =
    fileKeys + recipeKeys + cascadeKeys + planKeys + laneKeys + limitKeys
    + priceKeys + forecastKeys + apiKeys + exportKeys + notifyKeys + trialKeys

  /// The same by path, `recipe.model`.
  static let keyByPath: [String: TropefileKey] = Dictionary(
    table.map { ($0.documentation.path, $0) }, uniquingKeysWith: { first, _ in first })

  /// Every section's path, `lanes.batch`.
  static let sectionPaths: Set<String> = Set(sections.map(\.path))

  /// The names that may stand in a section (the top level: ""), keys and sections alike.
  static func names(in section: String) -> [String] {
    (keys.map(\.path) + sections.map(\.path))
      .filter { self.section(of: $0) == section }
      .map { name(of: $0) }
  }

  /// The last word of a path.
  static func name(of path: String) -> String {
    path.split(separator: ".").last.map(String.init) ?? path
  }

  /// All but the last word of a path; empty for the top level.
  static func section(of path: String) -> String {
    path.split(separator: ".").dropLast().joined(separator: ".")
  }

  /// The path of a name in a section; the top level is the empty section.
  static func join(_ section: String, _ name: String) -> String {
    section.isEmpty ? name : section + "." + name
  }
}
