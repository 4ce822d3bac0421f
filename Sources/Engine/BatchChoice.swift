package import Store

/// Batches as the command line names them.
package struct BatchChoice: Sendable {
  /// Those of the ledger that are meant, by number.
  package let batches: [LedgerBatch]

  /// - Parameter numbers: empty for all but those that another project is to send.
  /// - Throws: `BuildError` for a number that no batch has, or one of the other kind of server.
  package init(
    _ ledger: Ledger?, _ numbers: [Int], of project: Project, isSandbox: Bool
  ) throws {
    let all = try ledger?.batches() ?? []
    for number in numbers {
      guard let batch = all.first(where: { $0.number == number }) else {
        throw BuildError.noBatch(number)
      }
      guard batch.isSandbox == isSandbox else {
        throw BuildError.batchOfOtherServer(number, isSandbox: batch.isSandbox)
      }
    }
    let others = Set(
      try OpenBatches(ledger, project, isSandbox: isSandbox).others.map(\.number))
    batches = all.filter {
      $0.isSandbox == isSandbox
        && (numbers.isEmpty ? !others.contains($0.number) : numbers.contains($0.number))
    }
  }
}
