extension Duration {
  /// Doubled so many times, up to the longest.
  func doubled(_ times: Int, atMost longest: Duration) -> Duration {
    min(self * (1 << min(max(times, 0), 20)), longest)
  }
}
