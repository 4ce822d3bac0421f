/// Why no plan can be made.
package enum PlanError: Error, Hashable, Sendable {
  /// No table knows this model, and the user did not give all that is needed of it.
  /// `nearest` are known models with a similar name.
  case missingValues(model: String, keys: [String], nearest: [String])
  /// The account tier is none of 1 to 5.
  case unknownTier(Int)
  /// A limit was given as zero or less.
  case notPositive(key: String)
}
