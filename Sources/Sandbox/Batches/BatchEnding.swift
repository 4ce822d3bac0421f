import Formats

/// Makes a batch's output and error file from the lines that had run when it ended.
struct BatchEnding {
  let batch: BatchRecord
  /// Where it stands: its last state and how many lines have run.
  let standing: BatchRecord.Standing
  /// The answers to all its lines.
  let production: BatchProduction

  /// The files' part of the end, and what is to be billed.
  func write(
    doublesFirst: Bool, dropsFirst: Bool, state: SandboxState
  ) throws -> (end: BatchRecord.End, bills: [Bill]) {
    var end = BatchRecord.End(status: standing.status)
    var bills: [Bill] = []
    let outputID = state.newFileID()
    let errorID = state.newFileID()
    var output = try state.writer(ofFile: outputID)
    var errors = try state.writer(ofFile: errorID)
    let ran = production.items.prefix(standing.done)
    var isFirst = true
    for item in ran {
      if var bill = item.bill {
        // When its line ran, nobody knew of a cancellation.
        bill.at = batch.endsAt
        bills.append(bill)
        end.inputTokens += bill.usage.input
        end.outputTokens += bill.usage.output
        end.cachedTokens += bill.usage.cached
        end.reasoningTokens += bill.usage.reasoning
      }
      if item.isSuccess { end.completed += 1 } else { end.failed += 1 }
      if item.isMissing { continue }
      let bytes = try production.work.read(at: item.offset, count: item.count)
      guard item.isSuccess else {
        try errors.write(bytes)
        continue
      }
      if !(isFirst && dropsFirst) { try output.write(bytes) }
      if isFirst && doublesFirst { try output.write(bytes) }
      isFirst = false
    }
    let reason = standing.status == .cancelled ? BatchFault.cancelledLine : BatchFault.expiredLine
    for (place, customID) in production.customIDs.enumerated().dropFirst(standing.done) {
      let line: JSON = [
        "id": .string("batch_req_\(batch.id.suffix(12))_\(place)"),
        "custom_id": .string(customID), "response": nil, "error": reason,
      ]
      try errors.write(line.bytes + [0x0A])
    }
    end.outputFile = try keep(output, id: outputID, name: "output", state: state)
    end.errorFile = try keep(errors, id: errorID, name: "error", state: state)
    return (end, bills)
  }

  /// Keeps a file that has something in it.
  private func keep(
    _ writer: consuming Blob.Writer, id: String, name: String, state: SandboxState
  ) throws -> String? {
    guard writer.count > 0 else { return nil }
    let blob = try writer.finish()
    let now = batch.endsAt
    state.keep(
      FileRecord(
        id: id, count: blob.count, createdAt: now, filename: "\(batch.id)_\(name).jsonl",
        purpose: "batch_output",
        expiresAt: now + Double(batch.outputExpiresAfter ?? FileRecord.defaultLife)),
      blob)
    return id
  }
}
