/// Something that happens outside of a test, and by no call of it.
package enum Happening {
  /// It has not happened.
  package struct IsMissing: Error, CustomStringConvertible {
    package let description: String
  }

  /// So often a test looks, about a minute on a machine with nothing else to do.
  private static let mostLooks = 6_000

  /// Waits until something is so.
  ///
  /// - Parameter what: in words, for where it never is.
  package static func wait(for what: String, until isSo: () throws -> Bool) async throws {
    for _ in 0..<mostLooks {
      if try isSo() { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    throw IsMissing(description: "waited in vain for \(what)")
  }
}
