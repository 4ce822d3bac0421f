import Display

/// Which trope was answered where which was right, as a table of squares.
package struct ConfusionPicture {
  private let cells: [ConfusionCell<String>]
  private let rows: [String]
  private let columns: [String]
  private let evaluation: Evaluation
  private let tropeNames: [String: String]

  private static let cell = 22
  private static let left = 200
  private static let top = 214

  /// - Parameter tropeNames: the catalog's names by id.
  package init(_ evaluation: Evaluation, tropeNames: [String: String]) {
    self.evaluation = evaluation
    self.tropeNames = tropeNames
    cells = evaluation.confusion
    let scores = evaluation.tropeScores
    rows = scores.filter { $0.support > 0 }.map(\.value)
    // The diagonal stays one as far as rows and columns have the same tropes.
    columns =
      scores.filter { $0.answered > 0 && $0.support > 0 }.map(\.value)
      + scores.filter { $0.support == 0 }.map(\.value)
  }

  /// An SVG document, readable on light and dark pages, with a description for those who cannot see it.
  package var svg: String {
    let width = max(520, Self.left + columns.count * Self.cell + 116)
    let height = Self.top + max(1, rows.count) * Self.cell + 24
    var parts = [head(width: width, height: height)]
    for (place, id) in rows.enumerated() {
      let y = Self.top + place * Self.cell + 15
      parts.append(
        "<text x=\"\(Self.left - 8)\" y=\"\(y)\" text-anchor=\"end\">\(name(id))</text>")
    }
    for (place, id) in columns.enumerated() {
      let x = Self.left + place * Self.cell + 15
      parts.append(
        "<text transform=\"translate(\(x) \(Self.top - 8)) rotate(-60)\">\(name(id))</text>")
    }
    let columnPlaces = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1, $0) })
    let rowPlaces = Dictionary(uniqueKeysWithValues: rows.enumerated().map { ($1, $0) })
    let most = cells.map(\.count).max() ?? 1
    for cell in cells {
      guard let column = columnPlaces[cell.answered], let row = rowPlaces[cell.expected] else {
        continue
      }
      parts.append(square(cell, row: row, column: column, most: most))
    }
    if cells.isEmpty {
      parts.append("<text x=\"\(Self.left)\" y=\"\(Self.top + 15)\">nothing was compared</text>")
    }
    return (parts + ["</svg>\n"]).joined(separator: "\n")
  }

  private func square(_ cell: ConfusionCell<String>, row: Int, column: Int, most: Int) -> String {
    let x = Self.left + column * Self.cell
    let y = Self.top + row * Self.cell
    let isRight = cell.expected == cell.answered
    let shade = 25 + 75 * cell.count / most
    let words = "right: \(name(cell.expected)), answered: \(name(cell.answered)): \(cell.count)"
    // White figures where the square is dark.
    let figure = shade > 60 ? "on" : "off"
    return """
      <g><title>\(words)</title><rect class="\(isRight ? "hit" : "miss")" x="\(x + 1)" y="\(y + 1)" \
      width="\(Self.cell - 2)" height="\(Self.cell - 2)" fill-opacity="\(Self.share(shade))"/>\
      <text class="\(figure)" x="\(x + Self.cell / 2)" y="\(y + 15)" text-anchor="middle">\(cell.count)</text></g>
      """
  }

  private func head(width: Int, height: Int) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
    height="\(height)" role="img" aria-labelledby="t d">
    <title id="t">Answered tropes against right ones</title>
    <desc id="d">\(description)</desc>
    <style>
    text{font:12px system-ui,sans-serif;fill:#222}
    .head{font-weight:bold}.hit{fill:#0b6e99}.miss{fill:#b5470b}.on{fill:#fff}
    @media (prefers-color-scheme:dark){text{fill:#e4e4e4}.hit{fill:#5cc3ee}.miss{fill:#ff9a5c}
    .on{fill:#111}}
    </style>
    <text class="head" x="12" y="22">\(Self.heading(evaluation))</text>
    <text x="12" y="40">rows: the right trope; columns: the answered one; blue: they are the same</text>
    """
  }

  private static func heading(_ evaluation: Evaluation) -> String {
    guard let accuracy = evaluation.accuracy else { return "nothing was compared" }
    return "\(evaluation.agreed) of \(evaluation.compared.count) agree: "
      + "\(EvaluationText.percent(accuracy.value)) (95% interval "
      + "\(EvaluationText.percent(accuracy.low)) to \(EvaluationText.percent(accuracy.high)))"
  }

  private var description: String {
    let misses = cells.filter { $0.expected != $0.answered }
      .sorted { ($1.count, $0.expected, $0.answered) < ($0.count, $1.expected, $1.answered) }
      .prefix(5).map { "\(name($0.answered)) for \(name($0.expected)), \($0.count)" }
    return Self.heading(evaluation) + "."
      + (misses.isEmpty ? "" : " Most frequent confusions: \(misses.joined(separator: "; ")).")
  }

  private func name(_ id: String) -> String { Markup.escaped(tropeNames[id] ?? id) }

  private static func share(_ percent: Int) -> String {
    percent >= 100 ? "1" : "0.\(percent < 10 ? "0" : "")\(percent)"
  }
}
