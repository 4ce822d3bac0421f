/// In which requests questions go again that a batch left without an answer. Alone each pays for catalog and schema by
/// itself.
enum Regrouping: CaseIterable, Sendable {
  /// In those in which they were: nothing of what they ask was the reason.
  case inSameRequests
  /// The same the first time in a run. Where that fails as well each is asked alone, for one movie of a request may be
  /// what a server stumbles over.
  case inSameRequestsOnce
  /// Each alone: one of them may be what the server refuses.
  case alone
}
