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

  /// The section `notify`.
  static let notifyKeys: [TropefileKey] = [
    .key(
      "notify.command", \.notify.command, .text("a command"), without: "none",
      sample: "mail -s tropebuild me@example.org",
      meaning: """
        A command that is told when a run ends, stops, or waits for the next day, for an ill server or for a batch \
        that nobody knows of: one JSON object on its standard input (docs/events.md). It runs in this directory, without \
        the API's keys, for 30 seconds at most.
        """,
      change: "you do not want to look at a terminal for two days."),
    .key(
      "notify.url", \.notify.url, .httpURL, without: "TROPEBUILD_NOTIFY_URL, or none",
      sample: "https://hooks.example.org/tropebuild",
      meaning: """
        An address that the same object is posted to. TROPEBUILD_NOTIFY_URL in the environment wins, for addresses \
        that are secrets.
        """,
      change: "a chat or a telephone is to show it."),
  ]
}
