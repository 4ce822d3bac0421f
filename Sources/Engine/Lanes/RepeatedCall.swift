package import TropeModel

/// What failed and is tried again: of the same the newest news counts.
package enum RepeatedCall: Hashable, Sendable {
  /// A request of the real-time lane.
  case request(Lane)
  /// The same at one of several servers, by its name.
  case endpoint(String)
  /// A batch's upload or creation.
  case submission(batch: Int)
  case search(batch: Int)
  case searchForFile(batch: Int)
  case poll(batch: Int)
  case download(batch: Int)
}
