import TropeModel

extension FailedTarget {
  /// `3 replies were no good`.
  static func badReplies(_ count: Int) -> String {
    count == 1 ? "1 reply was no good" : "\(count) replies were no good"
  }
}
