import Display
import Planner
import TropeModel

extension Survey {
  /// The survey once it is known what cannot be planned and what failed at the last try.
  ///
  /// - Parameters:
  ///   - tooLong: what a plan leaves out.
  ///   - wanted: the movies of this run; `nil` for all.
  func settled(tooLong: [TooLong], wanted: [MovieID]?) -> Survey {
    let refused = tooLong.flatMap { refusal in
      ([refusal.item.movie] + refusal.item.shared).map { movie in
        FailedTarget(movie: movie, reason: "its request \(refusal.words)", advice: refusal.advice)
      }
    }
    let movies = Set(refused.map(\.movie))
    var survey = self
    survey.toAsk.removeAll { movies.contains($0.movie) }
    survey.failed += refused
    survey.compare(wanted: wanted)
    return survey
  }

  /// Compares what fails now with what is noted of the last try.
  private mutating func compare(wanted: [MovieID]?) {
    guard !noted.isEmpty else { return }
    let known = Dictionary(noted.map { ($0.movie, $0) }, uniquingKeysWith: { first, _ in first })
    for (place, failed) in failed.enumerated() {
      guard let known = known[failed.movie] else { continue }
      // What the replies' faults were is noted in more words than a survey has for it.
      if failed.attempts > 0, known.attempts > 0 { self.failed[place].reason = known.reason }
      if failed.attempts > 0 ? known.attempts > 0 : known.reason == failed.reason {
        notedFailures.insert(failed.movie)
      }
    }
    let failing = Set(failed.map(\.movie))
    let wanted = wanted.map { Set($0) }
    // What is still to be asked forgets its failure when it has an answer; with `-t` nothing is asked.
    let undecided = Set(toAsk.map(\.movie) + inBatches.map(\.target.movie))
    let settled = noted.map(\.movie).filter { movie in
      !failing.contains(movie) && !undecided.contains(movie) && !isAdopting
        && (wanted?.contains(movie) ?? true)
    }
    overcome = settled.filter { !failedWithoutPlot.contains($0) }
    forgotten = settled.filter(failedWithoutPlot.contains)
  }
}
