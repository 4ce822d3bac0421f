import TropeModel

/// The faults found so far. Not all are kept: a wrong file has as many as it has lines.
struct FoundFaults {
  /// The most that are listed; the rest is counted.
  static let mostKept = 1_000

  private var count = 0
  private var kept: [Diagnostic] = []

  var isEmpty: Bool { count == 0 }

  mutating func add(_ diagnostic: @autoclosure () -> Diagnostic) {
    count += 1
    if kept.count < Self.mostKept { kept.append(diagnostic()) }
  }

  /// All of them, by file and line; `nil` where there are none.
  var diagnostics: Diagnostics? {
    guard let first = kept.first else { return nil }
    var all = kept.filter { $0.path == first.path }.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    all += kept.filter { $0.path != first.path }.sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    if count > kept.count {
      let path = all.last?.path ?? first.path
      all.append(RawFault.more(count - kept.count).diagnostic(path: path, line: nil))
    }
    return Diagnostics(all)
  }
}
