package import OpenAIClient
package import Planner
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
  case waiting(lane: Lane, until: Timestamp, WaitReason)
  /// The account's batch queue holds so many input tokens, those of others included, of so many allowed.
  case queue(tokens: Int, limit: Int)
  /// A batch has come to a new step, or more of it is answered: `done` and `total` are requests.
  case batch(number: Int, step: BatchStep, done: Int, total: Int)
  /// Questions were taken from one lane to the other; `batch` is the one that they leave or form.
  case moved(questions: Int, from: Lane, to: Lane, batch: Int, MoveReason)
  /// A call failed and is tried again.
  case retry(RepeatedCall, APIFailure, after: Duration)
  /// A target has come to a new state; `detail` is what its status file says.
  case target(movie: MovieID, state: TargetState, detail: StatusDetail)
  /// Something that a person should know, of a batch where it has a number.
  case remark(batch: Int?, words: String)
  /// The limits of real time are these now: at its start, and when the server's headers say otherwise.
  case limits(Limits)
  /// What the run is expected to come to has changed, by the replies and batches so far.
  case forecast(RunForecast)
}

package enum WaitReason: Hashable, Sendable {
  case rate
  /// Room in the budget, which batches under way have taken at the most that they can cost.
  case budget
  /// The day's requests are used up.
  case day
  /// The server is ill, or asks to be left alone; `nil` where no failure is known.
  case server(APIFailure?)
  /// So many more tokens of the queue.
  case queueSpace(batch: Int, tokens: Int)
  /// Whether a batch was created.
  case creation(batch: Int, isCancelling: Bool)
  /// Answers that the server says it has.
  case results(batch: Int)
}

/// Why questions change lanes.
package enum MoveReason: Hashable, Sendable {
  /// To a batch.
  case queueHasRoom
  /// To real time.
  case batchesAreLate
}
