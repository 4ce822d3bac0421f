/// Why no plan can be made.
package enum PlanError: Error, Hashable, Sendable {
  /// The tables do not tell all that is needed of this model, and neither did the user.
  /// `nearest` are known models with a similar name.
  case missingValues(model: String, keys: [String], isKnown: Bool, nearest: [String])
  /// The account tier is none of 1 to 5.
  case unknownTier(Int)
  /// A limit was given as zero or less.
  case notPositive(key: String)
}
