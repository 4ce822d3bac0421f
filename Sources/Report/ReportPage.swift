import Display
import TropeModel

/// A report as one HTML file that needs nothing else: no network, no font, no script but its own. Charts, tables
/// and figures are there without the script, and a short list of records; filters and the switch between light and dark
/// are not.
///
/// The same data make the same bytes.
package struct ReportPage: Sendable {
  let data: ReportData
  /// Whether a server of its own shows it, which knows how old it is.
  let isLive: Bool

  package init(_ data: ReportData, isLive: Bool = false) {
    self.data = data
    self.isLive = isLive
  }

  var records: RecordTally { data.records }

  /// The file's content, UTF-8.
  package var html: [UInt8] {
    var bytes = Array(top.utf8)
    if let rows = records.rows {
      bytes += "\n<script type=\"application/json\" id=\"records\">\n".utf8
      bytes += rows.json(
        records.tallies, ofMovies: records.movieTallies, failures: data.failures, facts: data.facts,
        links: data.links)
      bytes += "\n</script>".utf8
    }
    bytes += trialLabels.utf8
    for script in scripts { bytes += "\n<script>\(script)</script>".utf8 }
    bytes += "\n</body>\n</html>\n".utf8
    return bytes
  }

  /// The scripts as they stand in the page, to be allowed by their hashes.
  package var scripts: [String] {
    ["\n\(Self.script)\n"] + (browsableTrial == nil ? [] : [Self.trialScript])
      + (isLive ? [Self.liveScript] : [])
  }

  private var top: String {
    let head = HTML.head(
      title: "\(data.project): tropebuild report",
      style: Self.style + calibrationStyle + trialStyle)
    return """
      \(head)
      <body>
      \(masthead)
      <main id="top">
      \(sections.joined(separator: "\n"))
      </main>
      \(foot)
      """
  }

  private var sections: [String] {
    [
      sandboxNotice, olderNotice, overview, browse, results, calibration, together, groups, trial,
      cascade,
      account, failed,
    ].compactMap { $0 }
  }

  // MARK: Head and foot

  private var masthead: String {
    let links = [
      ("overview", "Overview", true), ("search", "Browse", records.rows != nil),
      ("results", "Results", hasResults),
      ("calibration", "Confidence", data.calibration != nil),
      ("together", "Together", together != nil), ("groups", "Genres and decades", groups != nil),
      ("trial", "Variants", trial != nil),
      ("cascade", "Two models", cascade != nil), ("account", "Building", true),
      ("failed", "Failed", !data.failures.isEmpty),
    ].filter(\.2).map { "<li><a href=\"#\($0.0)\">\($0.1)</a></li>" }
    return """
      <header>
      <div class="bar-top">
      <p class="eyebrow">tropebuild report</p>
      <button type="button" id="theme" hidden="">Dark</button>
      </div>
      <h1>\(Markup.escaped(data.project))</h1>
      \(HTML.paragraph(subtitle, classes: "subtitle"))\(liveLine)
      <nav aria-label="Parts of this report"><ul>\(links.joined())</ul></nav>
      </header>
      """
  }

  private var subtitle: String {
    var parts = [Format.counted(records.movies, "record")]
    if let first = records.firstBuilt, let last = records.lastBuilt {
      let (from, until) = (Figures.day(first), Figures.day(last))
      parts.append(from == until ? "built on \(from)" : "built from \(from) to \(until)")
    }
    let models = records.models.keys.sorted()
    if !models.isEmpty { parts.append("by \(models.joined(separator: ", "))") }
    return parts.joined(separator: " · ")
  }

  private var foot: String {
    """
    <footer>
    \(HTML.paragraph("Written by tropebuild report. Times are in UTC. Nothing was loaded from a network."))
    </footer>
    """
  }

  private var sandboxNotice: String? {
    let count = records.bySandbox
    guard count > 0 else { return nil }
    let which =
      count == records.movies
      ? "All \(Format.counted(count, "record")) here"
      : "\(Format.counted(count, "record")) of \(Format.grouped(records.movies)) here"
    return """
      <aside class="notice" aria-label="About these records">
      <p><strong>\(which) \(count == 1 ? "was" : "were") made by the sandbox, not by a language \
      model.</strong> Its answers come from counting words in the plots. They show how a report looks \
      and say nothing about the movies.</p>
      </aside>
      """
  }

  /// Which of two models labelled what, and what is promised of it.
  private var cascade: String? {
    guard !data.cascade.isEmpty else { return nil }
    let models = records.models.sorted { $0.key < $1.key }.map {
      [$0.key, Format.grouped($0.value)]
    }
    return HTML.section(
      "cascade", "Two models",
      lede:
        "The cheap model labelled all movies, and the strong one those that the cheap one had likely wrong.",
      data.cascade.map { HTML.paragraph($0 + ".") } + [
        HTML.table(
          [.words("model that answered"), .number("movies")], models,
          caption: "Movies by the model whose labels they have")
      ])
  }

  private var olderNotice: String? {
    data.olderRecords.map { words in
      """
      <aside class="notice" aria-label="About the recipe">
      <p><strong>\(Markup.escaped(words.capitalizedFirst)).</strong> The figures below count them all the same.</p>
      </aside>
      """
    }
  }

  // MARK: Overview

  private var overview: String {
    let sum = data.account.shownMinutes.reduce(ReportAccount.Sum()) { $0 + $1.sum }
    let isSandbox = data.account.isSandboxOnly
    var tiles = [
      tile(
        "movies with a record", Format.grouped(records.movies),
        data.failures.isEmpty
          ? "none failed" : "\(Format.grouped(data.failures.count)) could not be built")
    ]
    if records.asksOfCharacters {
      tiles.append(
        tile(
          "characters", Format.grouped(records.characters),
          records.characters == 0
            ? "" : "\(share(records.inCast, records.characters)) named in the cast"))
    }
    if let tally = records.leadingTally, tally.field.kind != .flag {
      let used = tally.values.count { $0.characters > 0 }
      tiles.append(
        tile("different \(tally.field.plural)", Format.grouped(used), mostFrequent(tally)))
    }
    tiles.append(
      tile(
        isSandbox ? "a real run's cost" : "paid", Format.dollars(sum.dollars),
        sum.replies == 0
          ? "nothing was asked" : "for \(Format.counted(sum.replies, "reply", "replies"))"))
    tiles.append(
      tile(
        "tokens in", Format.count(sum.usage.input),
        sum.usage.input == 0
          ? ""
          : "\(share(sum.usage.cachedInput, sum.usage.input)) from the prompt cache; "
            + "\(Format.count(sum.usage.output)) out"))
    return """
      <section id="overview" aria-label="Overview">
      <dl class="tiles">
      \(tiles.joined(separator: "\n"))
      </dl>
      </section>
      """
  }

  private func mostFrequent(_ tally: FieldTally) -> String {
    guard let first = tally.ranking.first, tally.values[first].characters > 0 else { return "" }
    return "most often \(Markup.shortened(tally.values[first].name, to: 24))"
  }

  private func tile(_ name: String, _ figure: String, _ note: String) -> String {
    "<div><dt>\(Markup.escaped(name))</dt><dd><span class=\"big\">\(Markup.escaped(figure))</span> "
      + "<span class=\"note\">\(Markup.escaped(note))</span></dd></div>"
  }

  func share(_ part: Int, _ whole: Int) -> String {
    Figures.percent(whole > 0 ? Double(part) / Double(whole) : 0)
  }

  // MARK: Failed

  /// So many movies of a reason are listed one by one.
  private static let mostListed = 200

  private var failed: String? {
    guard !data.failures.isEmpty else { return nil }
    let groups = ReasonGroup.groups(of: data.failures)
    let items = groups.map { group in
      let movies = group.targets.prefix(Self.mostListed).map { failure in
        [
          "\(failure.movie)", data.facts[failure.movie]?.titleAndYear ?? "", "\(failure.attempts)",
          failure.reason,
        ]
      }
      let more = group.targets.count - movies.count
      let columns: [HTML.Column] = [
        .number("movie"), .words("title"), .number("times asked"), .words("reason"),
      ]
      return HTML.details(
        "\(Format.counted(group.targets.count, "movie")): \(group.reason)",
        HTML.table(columns, movies, caption: "Movies: \(group.reason)")
          + (more > 0
            ? HTML.paragraph(
              "and \(Format.grouped(more)) more: tropebuild status --json lists them") : ""))
    }
    return HTML.section(
      "failed", "What failed, and why",
      lede:
        "\(Format.counted(data.failures.count, "movie")) could not be built at the last "
        + "try, for \(Format.counted(groups.count, "reason")). \(again)",
      items)
  }

  /// What asks again about what failed: what is wrong with a file is looked at by every build, bad replies are paid for.
  private var again: String {
    let asked = data.failures.filter { $0.attempts > 0 }.count
    let files = "The next build looks at \(asked == 0 ? "them" : "the others") again."
    let paid = "tropebuild --failed asks again about "
    if asked == 0 { return files }
    if asked == data.failures.count { return paid + "them, and pays for it." }
    return paid + "the \(Format.grouped(asked)) whose replies were no good, and pays for it. "
      + files
  }
}
