import Display
import Engine
import Quality
import Report
import TropeModel

/// The table as pictures and pages have it.
extension TrialText {
  /// Price against quality as a picture.
  func picture(_ outcome: TrialOutcome) -> String {
    TrialChart(marks(outcome), measure: measure(outcome)).svg
  }

  private func marks(_ outcome: TrialOutcome) -> [TrialChart.Mark] {
    let variants = outcome.rows.map(\.variant)
    return outcome.rows.enumerated().compactMap { place, row -> TrialChart.Mark? in
      guard let ranking = row.ranking else { return nil }
      return TrialChart.Mark(
        number: place + 1, name: Self.name(row.variant, among: variants),
        dollars: row.dollarsPerThousand.value, share: ranking.share.value,
        low: ranking.share.low, high: ranking.share.high,
        isRecommended: place == outcome.recommended,
        isUnbeaten: ranking.mark == .best)
    }
  }

  private func measure(_ outcome: TrialOutcome) -> String {
    outcome.basis == .accuracy
      ? "accuracy" : "agreement with variant \((outcome.reference ?? 0) + 1)"
  }

  /// What the report shows of it: all but what this run paid.
  ///
  /// - Parameter titles: of movies, as far as they are known.
  func report(
    _ outcome: TrialOutcome, at moment: Timestamp, titles: [MovieID: String]
  ) -> ReportTrial {
    let parts = parts(outcome).filter { !["", "paid now"].contains($0.column.title) }
    let rows = (parts.first?.cells ?? []).indices.map { row in
      parts.map { part in
        let isChosen = part.column.title == "#" && row == outcome.recommended
        return (isChosen ? "> " : "") + part.cells[row]
      }
    }
    let variants = outcome.rows.map(\.variant)
    var names = variants.enumerated().map { "\($0 + 1): \(Self.name($1, among: variants))" }
    if let again = outcome.again { names.append("\(again.place + 1) again") }
    var labels: [String] = []
    var places: [String: Int] = [:]
    let movies = outcome.movies.map { movie in
      ReportTrial.Movie(
        movie: movie.movie, title: titles[movie.movie] ?? "",
        characters: movie.characters.map { character in
          ReportTrial.Character(
            name: character.name,
            labels: character.labels.map { label in
              label.map { label in
                if let place = places[label.id] { return place }
                places[label.id] = labels.count
                labels.append(label.words)
                return labels.count - 1
              }
            })
        })
    }
    return ReportTrial(
      at: moment, sample: sampleLine(outcome.sample),
      columns: parts.map { ReportTrial.Column($0.column.title, isNumber: $0.column.isNumber) },
      rows: rows, notes: notes(outcome).map { String($0.drop { $0 == " " }) },
      measure: measure(outcome), marks: marks(outcome), names: names,
      pair: Self.pair(outcome, of: names.count), labels: labels, movies: movies)
  }

  /// The two variants of most interest: the recommended one and the reference, else the best, else any other.
  private static func pair(_ outcome: TrialOutcome, of count: Int) -> [Int] {
    let first = outcome.recommended ?? outcome.reference ?? 0
    let others = [outcome.reference, outcome.best, 0, 1].compactMap(\.self)
    return [first, others.first { $0 != first && $0 < count } ?? first]
  }
}
