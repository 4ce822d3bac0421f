import Display
import TropeModel

/// The page that shows how a build goes on: small, for telephones too, and whole without its script, which only asks again and
/// again for the part that changes.
package struct LivePage: Sendable {
  /// What is shown, or why there is nothing to show, in words.
  package enum Content: Sendable {
    case status(LiveStatus)
    case fault(String)
  }

  let project: String
  let content: Content

  /// - Parameter project: what the project is called; the status knows it, too.
  package init(project: String, _ content: Content) {
    self.project = project
    self.content = content
  }

  /// The whole page, UTF-8.
  package var html: String {
    let head = HTML.head(
      title: title,
      more: "\n<noscript><meta http-equiv=\"refresh\" content=\"5\"/></noscript>",
      style: ReportPage.style + "\n" + Self.rules)
    return """
      \(head)
      <body>
      <header>
      <div class="bar-top">
      <p class="eyebrow">tropebuild serve</p>
      <button type="button" id="theme" hidden="">Dark</button>
      </div>
      <h1>\(Markup.escaped(project))</h1>
      <nav aria-label="Pages"><ul><li><a href="report">Report</a></li><li><a href="status.json">Status as \
      JSON</a></li></ul></nav>
      </header>
      <main>
      <p class="notice" id="gone" role="alert" hidden="">The server of this page does not answer any more. What stands \
      below is how things were. Start tropebuild serve again, and open the address that it prints.</p>
      <div id="now">
      \(fragment)
      </div>
      </main>
      <footer>
      \(HTML.paragraph("Written by tropebuild serve, which changes nothing and asks nobody. Times are in UTC."))
      </footer>
      <script>\(Self.script)</script>
      </body>
      </html>

      """
  }

  /// The scripts as they stand in the page, to be allowed by their hashes.
  package static var scripts: [String] { [script] }

  /// What a browser's tab shows.
  private var title: String {
    guard case .status(let status) = content, status.builder != nil, let run = status.run else {
      return "\(project): tropebuild"
    }
    return "\(run.percent)% \(project): tropebuild"
  }

  /// The part of the page that changes. Its first element has the page's title.
  package var fragment: String {
    let parts: [String]
    switch content {
    case .fault(let words):
      parts = [
        "<p class=\"state\">The project cannot be read.</p>",
        "<p class=\"notice\">\(Markup.escaped(words))</p>",
      ]
    case .status(let status): parts = Self.parts(status)
    }
    return "<div data-title=\"\(Markup.escaped(title))\">\n"
      + parts.joined(separator: "\n") + "\n</div>"
  }

  private static func parts(_ status: LiveStatus) -> [String] {
    guard status.hasBegun else {
      return head(status) + [
        HTML.paragraph(
          "tropebuild -n shows what a build would do, with its cost and its time; tropebuild does it. This page shows it "
            + "as soon as it begins.")
      ]
    }
    return head(status) + [tiles(status)]
      + (status.batches.isEmpty ? [] : [batches(status)])
      + (status.failures.isEmpty ? [] : [failures(status)])
      + status.notes.map { HTML.paragraph($0.capitalizedFirst + ".", classes: "faint-text") }
      + ["<p class=\"faint-text\">As of \(Figures.moment(status.moment)) UTC.</p>"]
  }

  // MARK: What goes on

  private static func head(_ status: LiveStatus) -> [String] {
    var parts = [
      "<p class=\"state\(status.builder == nil ? "" : " running")\">\(Markup.escaped(headline(status)))</p>"
    ]
    if let builder = status.builder {
      if let run = status.run { parts += progress(run, status) }
      parts += status.waits.map {
        "<p class=\"notice\">\(Markup.escaped(LiveWords.wait($0, at: status.moment)))</p>"
      }
      if !builder.isEmpty {
        parts.append(HTML.paragraph(builder.capitalizedFirst + ".", classes: "faint-text"))
      }
    } else {
      parts += LiveWords.idle(status).map { HTML.paragraph($0) }
    }
    return parts
  }

  private static func headline(_ status: LiveStatus) -> String {
    if status.builder != nil {
      return status.waits.isEmpty ? "A build runs." : "A build runs and waits."
    }
    return status.hasBegun ? "No build runs." : "Nothing has been built yet."
  }

  private static func progress(_ run: LiveStatus.Run, _ status: LiveStatus) -> [String] {
    let words = LiveWords.progress(run, status.targets)
    return [
      "<progress max=\"100\" value=\"\(run.percent)\" aria-label=\"Targets that are through\">"
        + "\(run.percent) %</progress>",
      "<p class=\"progress\">\(Markup.escaped(words))</p>",
      HTML.paragraph(LiveWords.forecast(run), classes: "faint-text"),
    ]
  }

  // MARK: Figures

  private static func tiles(_ status: LiveStatus) -> String {
    var tiles = [("records", Format.grouped(status.records), "")]
    let states: [(TargetState, String)] = [
      (.done, "done in this run"), (.queued, "waiting to be sent"), (.sent, "on the wire"),
      (.submitted, "in batches"), (.failed, "failed"),
    ]
    for (state, name) in states {
      guard let count = status.targets[state], count > 0 else { continue }
      if state == .done, status.builder == nil { continue }
      tiles.append((name, Format.grouped(count), ""))
    }
    if let run = status.run, run.requestsLastMinute > 0 {
      tiles.append(
        (
          "requests in the last minute", Format.grouped(run.requestsLastMinute),
          "\(Format.count(run.tokensLastMinute)) tokens"
        ))
    }
    let money = status.money
    tiles.append(("paid", Format.dollars(money.dollars), LiveWords.money(money)))
    let items = tiles.map { name, figure, note in
      "<div><dt>\(Markup.escaped(name))</dt><dd><span class=\"big\">\(Markup.escaped(figure))</span>"
        + (note.isEmpty ? "" : " <span class=\"note\">\(Markup.escaped(note))</span>")
        + "</dd></div>"
    }
    return "<dl class=\"tiles\">\n\(items.joined(separator: "\n"))\n</dl>"
  }

  private static func batches(_ status: LiveStatus) -> String {
    HTML.table(
      [.number("batch"), .words("state"), .number("answered"), .number("age")],
      status.batches.map { batch in
        [
          "\(batch.number)", batch.state,
          "\(Format.grouped(batch.answered)) of \(Format.grouped(batch.questions))",
          Format.time(max(.zero, status.moment - batch.since)),
        ]
      }, caption: "Batches that have not ended")
  }

  /// So many reasons are told.
  private static let mostReasons = 10

  private static func failures(_ status: LiveStatus) -> String {
    let groups = ReasonGroup.groups(of: status.failures)
    let more = groups.count - min(groups.count, mostReasons)
    return HTML.table(
      [.number("movies"), .words("reason")],
      groups.prefix(mostReasons).map { group in
        let reason =
          group.targets.count == 1
          ? "\(group.targets[0].movie): \(group.targets[0].reason)" : group.reason
        return [Format.grouped(group.targets.count), reason]
      }, caption: "What failed")
      + (more > 0
        ? HTML.paragraph(
          "and \(Format.counted(more, "more reason")): the report lists them all",
          classes: "faint-text") : "")
  }
}
