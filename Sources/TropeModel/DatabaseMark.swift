/// The `application_id` of the two databases, at bytes 68 to 71 of their files: so that neither is taken for the
/// other or for somebody else's, and `clean` removes no database that tropebuild did not make.
package enum DatabaseMark {
  /// Of tropes.db: "TrpR" in ASCII.
  package static let tropes: Int32 = 0x5472_7052
  /// Of ledger.db: "TrpL" in ASCII.
  package static let ledger: Int32 = 0x5472_704C
}
