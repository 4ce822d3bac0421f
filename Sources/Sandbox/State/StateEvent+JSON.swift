import Formats

// How events stand in the journal: one object a line, its kind under "e".

extension StateEvent {
  /// The event as it is written down.
  var json: JSON {
    switch self {
    case .fileCreated(let file):
      [
        "e": "file", "id": .string(file.id), "count": .integer(file.count),
        "at": .number(file.createdAt), "name": .string(file.filename),
        "purpose": .string(file.purpose), "expires": file.expiresAt.map(JSON.number) ?? .null,
      ]
    case .fileDeleted(let id): ["e": "file-deleted", "id": .string(id)]
    case .batchCreated(let batch): batch.journalEntry
    case .batchChecked(let id, .accepted(let model, let total, let tokens)):
      [
        "e": "accepted", "id": .string(id), "model": .string(model), "total": .integer(total),
        "tokens": .integer(tokens),
      ]
    case .batchChecked(let id, .refused(let model, let errors)):
      [
        "e": "refused", "id": .string(id), "model": JSON(model),
        "errors": .array(errors.map(\.journalEntry)),
      ]
    case .batchCancelled(let id, let at):
      ["e": "cancelled", "id": .string(id), "at": .number(at)]
    case .batchEnded(let id, let end):
      [
        "e": "ended", "id": .string(id), "status": .string(end.status.rawValue),
        "output": JSON(end.outputFile), "error": JSON(end.errorFile),
        "completed": .integer(end.completed), "failed": .integer(end.failed),
        "in": .integer(end.inputTokens), "cached": .integer(end.cachedTokens),
        "out": .integer(end.outputTokens), "thought": .integer(end.reasoningTokens),
      ]
    case .billed(let bill):
      bill.journalEntry
    case .weighed(let model, let tokens, let at, let isRefused):
      [
        "e": "weighed", "model": .string(model), "tokens": .integer(tokens), "at": .number(at),
        "refused": .bool(isRefused),
      ]
    case .received(let count): ["e": "received", "count": .integer(count)]
    }
  }

  /// An event as it was written down; `nil` for one of no known kind.
  init?(json: JSON) {
    let id = json["id"]?.stringValue ?? ""
    switch json["e"]?.stringValue {
    case "file":
      self = .fileCreated(
        FileRecord(
          id: id, count: json["count"]?.intValue ?? 0, createdAt: json["at"]?.doubleValue ?? 0,
          filename: json["name"]?.stringValue ?? "", purpose: json["purpose"]?.stringValue ?? "",
          expiresAt: json["expires"]?.doubleValue))
    case "file-deleted": self = .fileDeleted(id: id)
    case "batch":
      guard let batch = BatchRecord(journalEntry: json) else { return nil }
      self = .batchCreated(batch)
    case "accepted":
      self = .batchChecked(
        id: id,
        .accepted(
          model: json["model"]?.stringValue ?? "", total: json["total"]?.intValue ?? 0,
          tokens: json["tokens"]?.intValue ?? 0))
    case "refused":
      self = .batchChecked(
        id: id,
        .refused(
          model: json["model"]?.stringValue,
          errors: (json["errors"]?.arrayValue ?? []).map(BatchFault.init(journalEntry:))))
    case "cancelled": self = .batchCancelled(id: id, at: json["at"]?.doubleValue ?? 0)
    case "ended":
      guard let status = json["status"]?.stringValue.flatMap(BatchRecord.Status.init) else {
        return nil
      }
      self = .batchEnded(
        id: id,
        BatchRecord.End(
          status: status, outputFile: json["output"]?.stringValue,
          errorFile: json["error"]?.stringValue, completed: json["completed"]?.intValue ?? 0,
          failed: json["failed"]?.intValue ?? 0, inputTokens: json["in"]?.intValue ?? 0,
          cachedTokens: json["cached"]?.intValue ?? 0, outputTokens: json["out"]?.intValue ?? 0,
          reasoningTokens: json["thought"]?.intValue ?? 0))
    case "billed":
      guard let bill = Bill(journalEntry: json) else { return nil }
      self = .billed(bill)
    case "weighed":
      self = .weighed(
        model: json["model"]?.stringValue ?? "", tokens: json["tokens"]?.intValue ?? 0,
        at: json["at"]?.doubleValue ?? 0, isRefused: json["refused"]?.boolValue ?? false)
    case "received": self = .received(count: json["count"]?.intValue ?? 0)
    default: return nil
    }
  }
}

extension Bill {
  fileprivate var journalEntry: JSON {
    [
      "e": "billed", "at": .number(at), "model": .string(model), "way": .string(way.rawValue),
      "questions": .strings(questions), "in": .integer(usage.input),
      "cached": .integer(usage.cached), "written": .integer(usage.written),
      "written_long": .integer(usage.writtenLong), "out": .integer(usage.output),
      "thought": .integer(usage.reasoning), "cost_in": .number(cost.input),
      "cost_cached": .number(cost.cached), "cost_written": .number(cost.written),
      "cost_out": .number(cost.output),
    ]
  }

  /// A journal of an earlier sandbox has lanes for ways, and the cost in one number.
  fileprivate init?(journalEntry json: JSON) {
    let isBatch = json["lane"]?.stringValue == "batch"
    let name = json["way"]?.stringValue ?? (isBatch ? "batch" : "standard")
    guard let way = Way(rawValue: name) else { return nil }
    func tokens(_ key: String) -> Int { json[key]?.intValue ?? 0 }
    func dollars(_ key: String) -> Double { json[key]?.doubleValue ?? 0 }
    self.init(
      at: json["at"]?.doubleValue ?? 0, model: json["model"]?.stringValue ?? "", way: way,
      questions: (json["questions"]?.arrayValue ?? []).compactMap(\.stringValue),
      usage: Usage(
        input: tokens("in"), cached: tokens("cached"), written: tokens("written"),
        writtenLong: tokens("written_long"), output: tokens("out"), reasoning: tokens("thought")),
      cost: Cost(
        input: dollars("cost_in") + dollars("cost"), cached: dollars("cost_cached"),
        written: dollars("cost_written"), output: dollars("cost_out")))
  }
}

extension BatchRecord {
  fileprivate var journalEntry: JSON {
    [
      "e": "batch", "id": .string(id), "sequence": .integer(sequence), "input": .string(inputFile),
      "endpoint": .string(endpoint), "metadata": metadata,
      "output_expires_after": JSON(outputExpiresAfter), "created": .number(schedule.createdAt),
      "checked": .number(schedule.checkedAt), "ran": .number(schedule.ranAt),
      "finalize": .number(schedule.finalizeSeconds), "cancel": .number(schedule.cancelSeconds),
      "doomed": schedule.doomed?.journalEntry ?? .null,
    ]
  }

  fileprivate init?(journalEntry json: JSON) {
    guard let id = json["id"]?.stringValue, let sequence = json["sequence"]?.intValue,
      let created = json["created"]?.doubleValue, let checked = json["checked"]?.doubleValue,
      let ran = json["ran"]?.doubleValue, let finalize = json["finalize"]?.doubleValue,
      let cancel = json["cancel"]?.doubleValue
    else { return nil }
    var schedule = BatchSchedule(createdAt: created, turnaround: 0)
    schedule.checkedAt = checked
    schedule.ranAt = ran
    schedule.finalizeSeconds = finalize
    schedule.cancelSeconds = cancel
    if let doomed = json["doomed"], !doomed.isNull {
      schedule.doomed = BatchFault(journalEntry: doomed)
    }
    self.init(
      id: id, sequence: sequence, inputFile: json["input"]?.stringValue ?? "",
      endpoint: json["endpoint"]?.stringValue ?? "", metadata: json["metadata"] ?? .null,
      outputExpiresAfter: json["output_expires_after"]?.intValue, schedule: schedule)
  }
}

extension BatchFault {
  fileprivate var journalEntry: JSON {
    [
      "code": .string(code), "message": .string(message), "param": JSON(param), "line": JSON(line),
    ]
  }

  fileprivate init(journalEntry json: JSON) {
    self.init(
      code: json["code"]?.stringValue ?? "", message: json["message"]?.stringValue ?? "",
      param: json["param"]?.stringValue, line: json["line"]?.intValue)
  }
}
