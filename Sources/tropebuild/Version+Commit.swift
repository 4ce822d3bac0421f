extension Version {
  /// The commit that the program was made from, so that a report names it; `nil` where it was built by hand. scripts/package
  /// writes this file anew in the clone that it builds.
  static let commit: String? = nil
}
