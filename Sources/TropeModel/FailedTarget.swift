/// A target that cannot be built, or could not be at the last try.
package struct FailedTarget: Hashable, Sendable {
  package var movie: MovieID
  /// What is wrong, naming the file where one is at fault.
  package var reason: String
  /// What to do about it; empty for one of an earlier run, of which it is not kept.
  package var advice: String
  /// How many paid replies were no good; 0 where the input is at fault.
  package var attempts: Int

  package init(movie: MovieID, reason: String, advice: String = "", attempts: Int = 0) {
    self.movie = movie
    self.reason = reason
    self.advice = advice
    self.attempts = attempts
  }
}
