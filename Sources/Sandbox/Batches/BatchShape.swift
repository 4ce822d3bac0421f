import Formats

extension BatchRecord {
  /// The batch object of the API at a moment.
  func json(at now: Double) -> JSON {
    let standing = standing(at: now)
    let status = standing.status
    func time(_ moment: Double, when isPast: Bool) -> JSON {
      isPast ? .integer(Int(moment)) : .null
    }
    var model: String?
    var errors = JSON.null
    var tokensAreKnown = false
    switch verdict {
    case .accepted(let name, _, _):
      model = name
      tokensAreKnown = true
    case .refused(let name, let faults):
      model = name
      if status == .failed { errors = Self.json(of: faults) }
    case nil: break
    }
    let isChecked = tokensAreKnown && status != .validating && status != .failed
    let stopsRunning = min(schedule.ranAt, schedule.expiresAt)
    let isFinalized = [.finalizing, .completed, .expired].contains(status)
    let isCancelled = [.cancelling, .cancelled].contains(status)
    return [
      "id": .string(id), "object": "batch", "endpoint": .string(endpoint),
      "model": JSON(isChecked || status == .failed ? model : nil), "errors": errors,
      "input_file_id": .string(inputFile), "completion_window": "24h",
      "status": .string(status.rawValue), "output_file_id": JSON(end?.outputFile),
      "error_file_id": JSON(end?.errorFile), "created_at": .integer(Int(schedule.createdAt)),
      "in_progress_at": time(schedule.checkedAt, when: isChecked),
      "expires_at": .integer(Int(schedule.expiresAt)),
      "finalizing_at": time(stopsRunning, when: isFinalized),
      "completed_at": time(endsAt, when: status == .completed),
      "failed_at": time(schedule.checkedAt, when: status == .failed),
      "expired_at": time(endsAt, when: status == .expired),
      "cancelling_at": time(cancelledAt ?? 0, when: isCancelled),
      "cancelled_at": time(endsAt, when: status == .cancelled),
      "request_counts": counts(standing, isChecked: isChecked), "usage": usage,
      "metadata": metadata,
    ]
  }

  private func counts(_ standing: Standing, isChecked: Bool) -> JSON {
    [
      "total": .integer(isChecked ? total : 0),
      "completed": .integer(end?.completed ?? standing.done), "failed": .integer(end?.failed ?? 0),
    ]
  }

  private var usage: JSON {
    [
      "input_tokens": .integer(end?.inputTokens ?? 0),
      "input_tokens_details": ["cached_tokens": .integer(end?.cachedTokens ?? 0)],
      "output_tokens": .integer(end?.outputTokens ?? 0),
      "output_tokens_details": ["reasoning_tokens": .integer(end?.reasoningTokens ?? 0)],
      "total_tokens": .integer((end?.inputTokens ?? 0) + (end?.outputTokens ?? 0)),
    ]
  }

  private static func json(of faults: [BatchFault]) -> JSON {
    [
      "object": "list",
      "data": .array(
        faults.map { fault in
          [
            "code": .string(fault.code), "message": .string(fault.message),
            "param": JSON(fault.param), "line": JSON(fault.line),
          ]
        }),
    ]
  }
}
