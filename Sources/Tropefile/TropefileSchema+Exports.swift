import Basics
import TropeModel

extension TropefileSchema {
  /// The section `exports`.
  static let exportKeys: [TropefileKey] = [
    TropefileKey(
      documentation: KeyDocumentation(
        path: "exports.files", type: "paths with the content of each file, one below the other",
        unit: nil, defaultText: "none", sample: "{export/characters.csv: characters}",
        isRequired: false,
        meaning: """
          Export files, each with its content: characters, movies or tropes (CSV in the original \
          project's form) or jsonl (one object per movie). A build writes them when records have \
          changed; `tropebuild clean` removes those that nobody has changed since.
          """,
        whyChange: "a notebook or another tool needs the results of the last build."),
      setter: .entries(
        add: { settings, path, word in
          let words = ExportContent.allCases.map(\.rawValue)
          guard let content = ExportContent(rawValue: word) else {
            return .notAnExport(EditDistance.nearest(to: word, in: words))
          }
          if case .failure(let complaint) = ValueForm<String>.path.read(path) { return complaint }
          settings.exports.files.append(ExportTarget(path: path, content: content))
          return nil
        }, clear: { $0.exports.files = [] })),
    .key(
      "exports.deaths", \.exports.deaths, .path, without: "the column died stays empty",
      sample: "build-deaths/tropes.db",
      meaning: """
        The records of another build with recipe.kind deaths, which fill the column died of \
        characters.csv.
        """,
      change: "you have asked both questions about the same movies."),
  ]
}
