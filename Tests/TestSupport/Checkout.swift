package import Foundation

/// The checkout that the tests were built from, and the data that may lie beside it.
package enum Checkout {
  /// The directory of Package.swift.
  package static let directory = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .standardizedFileURL

  /// `../shared`, which need not exist: its data is not committed.
  package static let shared = directory.deletingLastPathComponent().appending(path: "shared")
}
