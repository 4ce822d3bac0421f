import Basics
package import Store

/// The batches of a ledger that have not ended, as one project sees them.
///
/// What the server has is everybody's: whoever runs collects it, and its answers serve all. What was only written down
/// is for its owner to send or to give up.
package struct OpenBatches: Sendable {
  /// Those that this project works on, by number.
  package let own: [LedgerBatch]
  /// Those that are left alone: written down by another project, and not sent.
  package let others: [LedgerBatch]

  /// - Parameter ledger: `nil` for none.
  package init(_ ledger: Ledger?, _ project: Project, isSandbox: Bool) throws(StoreError) {
    let open = try ledger?.unfinishedBatches().filter { $0.isSandbox == isSandbox } ?? []
    let owners = open.isEmpty ? [:] : try ledger?.ownersOfUnfinishedBatches() ?? [:]
    let owner = project.owner
    func isLeftAlone(_ batch: LedgerBatch) -> Bool {
      guard batch.isUnsent, let other = owners[batch.number], other != owner else { return false }
      // A project that was moved or removed has left its batches to all.
      return NewFile.exists(other)
    }
    own = open.filter { !isLeftAlone($0) }
    others = open.filter(isLeftAlone)
  }

  private init(own: [LedgerBatch], others: [LedgerBatch]) {
    self.own = own
    self.others = others
  }

  /// As if this project had no such batches.
  func without(_ isOut: (LedgerBatch) -> Bool) -> OpenBatches {
    OpenBatches(own: own.filter { !isOut($0) }, others: others)
  }
}

extension LedgerBatch {
  /// Whether nothing has been asked of the server yet but, perhaps, to store a file.
  var isUnsent: Bool {
    switch state {
    case .written, .uploading, .uploaded: true
    case .creating, .submitted, .ended, .abandoned: false
    }
  }
}
