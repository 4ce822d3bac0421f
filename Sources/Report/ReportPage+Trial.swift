import Display
import Formats

extension ReportPage {
  /// The last comparison of variants.
  var trial: String? {
    guard let trial = data.trial else { return nil }
    var content = [
      HTML.table(
        trial.columns.map { HTML.Column(title: $0.title, isNumber: $0.isNumber) }, trial.rows,
        caption: "Variants: what they cost, and how good their labels are"),
      "<ul class=\"notes\">\n"
        + trial.notes.map { "<li>\(Markup.escaped($0))</li>" }.joined(separator: "\n")
        + "\n</ul>",
    ]
    if !trial.marks.isEmpty {
      content.append(
        HTML.figure(
          "Price against \(trial.measure)",
          TrialChart(trial.marks, measure: trial.measure).picture(id: "variants"),
          caption:
            "Each mark is a variant, the line through it its 95% interval. Filled are those that none as cheap beats, "
            + "which the broken line joins.", isWide: true))
    }
    if trial.names.count > 1, !trial.movies.isEmpty { content.append(beside(trial)) }
    return HTML.section(
      "trial", "Variants compared",
      lede:
        "\(trial.sample). tropebuild try compared them on \(Figures.day(trial.at)); > is recommended, "
        + "* none as cheap beats, (*) one does, but that may be chance.", content)
  }

  /// What any two of them said. The script fills it in.
  private func beside(_ trial: ReportTrial) -> String {
    func choice(_ id: String, _ title: String, _ chosen: Int) -> String {
      let options = trial.names.enumerated().map { place, name in
        "<option value=\"\(place)\"\(place == chosen ? " selected=\"\"" : "")>\(Markup.escaped(name))</option>"
      }
      return """
        <div class="control"><label for="\(id)">\(title)</label>
        <select id="\(id)">
        \(options.joined(separator: "\n"))
        </select></div>
        """
    }
    return """
      <h3 id="beside-title">Labels side by side</h3>
      <div id="beside" hidden="">
      <div class="choices">
      \(choice("beside-one", "One variant", trial.pair[0]))
      \(choice("beside-other", "and another", trial.pair[1]))
      <p><input type="checkbox" id="beside-differ" checked=""/> \
      <label for="beside-differ">only where they differ</label></p>
      </div>
      <p id="beside-count" role="status"></p>
      <div class="scroll beside" tabindex="0" role="region" aria-labelledby="beside-title"><table>
      <thead><tr><th scope="col">movie</th><th scope="col">character</th>\
      <th scope="col" id="beside-head-one"></th><th scope="col" id="beside-head-other"></th></tr></thead>
      <tbody id="beside-rows"></tbody>
      </table></div>
      </div>
      <noscript><p>The labels side by side need JavaScript; <code>tropebuild try --json</code> prints them.</p></noscript>
      """
  }

  /// Rules of this part alone; empty without it.
  var trialStyle: String {
    guard data.trial != nil else { return "" }
    return """

      \(TrialChart.pageStyle)
      .notes{max-width:84ch;margin:0 0 28px;padding-left:20px;font-size:15px}
      .choices{display:flex;flex-wrap:wrap;gap:10px 28px;align-items:end}
      .choices p{margin:0 0 6px}
      #beside-count{margin:12px 0 2px;font-size:14px;color:var(--muted)}
      .beside{max-height:560px;overflow-y:auto}
      .beside .other{color:var(--second);font-weight:620}
      """
  }

  /// The comparison, where it has labels to be shown side by side.
  var browsableTrial: ReportTrial? {
    data.trial.flatMap { $0.names.count > 1 && !$0.movies.isEmpty ? $0 : nil }
  }

  /// The labels, for the script that shows them; empty without them.
  var trialLabels: String {
    guard let trial = browsableTrial else { return "" }
    let labels: JSON = [
      "names": .strings(trial.names), "labels": .strings(trial.labels),
      "movies": .array(
        trial.movies.map { movie in
          [
            JSON(movie.movie), .string(movie.title),
            .array(
              movie.characters.map { character in
                .array([.string(character.name)] + character.labels.map { JSON($0) })
              }),
          ]
        }),
    ]
    return """

      <script type="application/json" id="trial-labels">
      \(String(decoding: labels.inScript(isXML: true), as: UTF8.self))
      </script>
      """
  }

  static let trialScript = "\n(function () {\n\(helpers)\n\(besideScript)\n})();\n"

  /// Shows the labels of two variants. Free of the two characters that mean something in XML, so that the page can be read
  /// as such.
  private static let besideScript = #"""
    var data = JSON.parse(byId("trial-labels").textContent);
    var one = byId("beside-one"), other = byId("beside-other"), differ = byId("beside-differ");
    var rows = byId("beside-rows"), count = byId("beside-count");
    var hasRecords = byId("records") !== null;
    var words = function (label) { return label === null ? "–" : data.labels[label]; };
    var hasAnswer = function (movie, variant) {
      return movie[2].some(function (character) { return character[1 + variant] !== null; });
    };
    var nameOf = function (row, movie) {
      var cell = add(row, "th", "");
      cell.scope = "row";
      var name = movie[1] || "Movie " + movie[0];
      if (hasRecords) add(cell, "a", name).href = "#movie=" + movie[0];
      else cell.textContent = name;
    };
    var show = function () {
      var left = Number(one.value), right = Number(other.value);
      var shown = 0, different = 0, unanswered = 0;
      rows.textContent = "";
      byId("beside-head-one").textContent = data.names[left];
      byId("beside-head-other").textContent = data.names[right];
      data.movies.forEach(function (movie) {
        if (![left, right].every(function (variant) { return hasAnswer(movie, variant); })) {
          unanswered += 1;
          return;
        }
        var isNamed = false;
        movie[2].forEach(function (character) {
          var labels = [character[1 + left], character[1 + right]];
          if (labels.every(function (label) { return label === null; })) return;
          var isSame = labels[0] === labels[1];
          shown += 1;
          if (!isSame) different += 1;
          else if (differ.checked) return;
          var row = add(rows, "tr");
          if (isNamed) add(row, "td", "");
          else nameOf(row, movie);
          isNamed = true;
          add(row, "td", character[0]);
          add(row, "td", words(labels[0]), isSame ? "" : "other");
          add(row, "td", words(labels[1]), isSame ? "" : "other");
        });
      });
      count.textContent = "They differ on " + number(different) + " of "
        + counted(shown, "character") + "." + (unanswered
          ? " Left out: " + counted(unanswered, "movie") + " without an answer from both." : "");
    };
    byId("beside").hidden = false;
    [one, other, differ].forEach(function (input) { input.addEventListener("change", show); });
    show();
    """#
}
