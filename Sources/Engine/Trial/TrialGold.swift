package import Report
import Recipe
package import TropeModel

/// Labelled characters whose movies were found.
package struct TrialGold: Sendable {
  /// With their lines.
  package var placed: [(movie: MovieID, line: GoldLine)] = []
  /// Lines that were chosen since two variants differ there: they say nothing of accuracy, only of the two.
  package var chosen: [(movie: MovieID, line: GoldLine)] = []
  /// Lines whose movie is not among the inputs, or could be several.
  package var unplaced: [GoldLine] = []

  /// Nobody.
  package init() {}

  /// Finds the movies of a gold file's lines.
  ///
  /// Of several movies of one title the one counts whose cast has the character: nobody has been asked yet.
  init(_ lines: [GoldLine], targets: [BuildTarget], project: Project) throws {
    guard !lines.isEmpty else { return }
    let known = Dictionary(
      targets.map { ($0.movie, $0.question.names ?? []) }, uniquingKeysWith: { first, _ in first })
    let candidates = try Evaluator(project: project, includesSandbox: true)
      .candidates(of: lines, recorded: Set(known.keys))
    let wanted = Set(candidates.flatMap(\.self))
    let casts = known.filter { wanted.contains($0.key) }
      .mapValues { $0.map { Answer(name: $0, tropeID: "") } }
    for (line, movies) in zip(lines, candidates) {
      if let movie = Evaluation.movie(of: line, among: movies, records: casts),
        known[movie] != nil
      {
        if line.chosen == TrialToLabel.mark {
          chosen.append((movie, line))
        } else {
          placed.append((movie, line))
        }
      } else {
        unplaced.append(line)
      }
    }
  }

  package var movies: [MovieID] { Set(placed.map(\.movie)).sorted() }
}
