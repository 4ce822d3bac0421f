import Basics
import TropeModel

extension TropefileSchema {
  /// The section `exports`.
  static let exportKeys: [TropefileKey] = [
    TropefileKey(
      documentation: KeyDocumentation(
        path: "exports.files", type: "paths with what each file holds, one below the other",
        unit: nil, defaultText: "none", sample: "{export/characters.csv: characters}",
        isRequired: false,
        meaning: """
          Files of results, each with what it holds: characters, movies or tropes (CSV in the \
          original project's form) or jsonl (an object for each movie). A build writes them when \
          records have changed; `tropebuild clean` removes those that nobody changed since.
          """,
        whyChange: "a notebook or another tool is to find the results of the last build."),
      setter: .entries { settings, path, word in
        let words = ExportContent.allCases.map(\.rawValue)
        guard let content = ExportContent(rawValue: word) else {
          return .notAnExport(EditDistance.nearest(to: word, in: words))
        }
        if case .failure(let complaint) = ValueForm<String>.path.read(path) { return complaint }
        settings.exports.files.append(ExportTarget(path: path, content: content))
        return nil
      }),
    .key(
      "exports.deaths", \.exports.deaths, .path, without: "the column died stays empty",
      sample: "build-deaths/tropes.db",
      meaning: """
        The database of records of another build, with recipe.kind deaths: who died, for the \
        column died of characters.csv.
        """,
      change: "both were asked of the same movies."),
  ]
}
