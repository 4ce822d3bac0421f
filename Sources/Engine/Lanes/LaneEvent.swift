package import ProjectFiles
package import TropeModel

/// What happens in the lanes, as it happens: for progress lines, logs and the event stream.
package enum LaneEvent: Sendable, Equatable {
  /// Records were written; `question`s that several movies share count for each movie.
  case recorded(movies: [MovieID], lane: Lane, batch: Int?)
  /// Replies were paid for and kept, good or bad.
  case paid(lane: Lane, usage: TokenUsage, dollars: Double)
  /// A target cannot be built in this run.
  case failed(movie: MovieID, reason: String)
  /// A bad or missing answer is asked for again.
  case askedAgain(movie: MovieID, lane: Lane, reason: String)
  /// A request of the real-time lane went out.
  case sent(requests: Int)
  /// A lane waits: for the rate, for the day, for a server, for room in the queue. `until` is not later than now
  /// where nobody knows how long.
  case waiting(lane: Lane, until: Timestamp, why: String)
  /// The account's batch queue holds so many input tokens, those of others included, of so many allowed.
  case queue(tokens: Int, limit: Int)
  /// A batch has come to a new step, or more of it is answered: `done` and `total` are requests.
  case batch(number: Int, step: BatchStep, done: Int, total: Int)
  /// Questions were taken from one lane to the other; `batch` is the one that they leave or form.
  case moved(questions: Int, from: Lane, to: Lane, batch: Int, why: String)
  /// A call failed and is tried again.
  case retry(RepeatedCall, why: String, after: Duration)
  /// A target has come to a new state; `detail` is what its status file says.
  case target(movie: MovieID, state: TargetState, detail: StatusDetail)
  /// Something that a person should know, of a batch where it has a number.
  case remark(batch: Int?, words: String)
  /// The limits of real time are these now: at its start, and when the server's headers say otherwise.
  case limits(Limits)
}
