import Formats

/// Bodies of requests, and what a token counter has to know of them.
extension Recipe {
  /// The path of chat completions, as a batch line names it: decisions have no batches.
  package static let endpoint = "/v1/chat/completions"

  /// The body of a request, as one line of JSON, for one movie or several, in the order in which
  /// the answer is to be checked. At least one question; where decisions are asked for, just one.
  ///
  /// All bodies of as many movies are byte for byte the same up to the user's text; see
  /// `fixedPart(groupSize:)`. So the bound, which differs, stands behind it.
  ///
  /// - Parameters:
  ///   - questions: with their texts.
  ///   - outputBound: the most output tokens; `nil` for none but the recipe's own.
  ///   - extras: how it is to be served and cached.
  package func requestBody(
    for questions: [Question], outputBound: Int? = nil, extras: RequestExtras = .none
  ) -> [UInt8] {
    precondition(!questions.isEmpty, "a request carries at least one question")
    precondition(!questions.contains(where: \.isSetAside), "a question is sent with its text")
    if asksForDecisions { return decisionsBody(for: questions[0], extras: extras) }
    var body: [UInt8] = []
    let texts = questions.reduce(0) { $0 + $1.userMessage.count + 64 }
    body.reserveCapacity(fixedPartBound(groupSize: questions.count) + texts + texts / 16)
    let mostOutput = ownOutputBound(groupSize: questions.count) ?? outputBound
    if extras.isBounded {
      appendBeginning(
        groupSize: questions.count, isMarked: extras.isMarked, extras.boundNames, to: &body
      ) {
        schema.appendBounded(for: questions, outputBound: mostOutput, to: &$0)
      }
    } else {
      appendFixedPart(
        groupSize: questions.count, isMarked: extras.isMarked, extras.boundNames, to: &body)
    }
    if questions.count == 1 {
      JSONText.appendEscaped(questions[0].userMessage, to: &body)
    } else {
      for (position, question) in questions.enumerated() {
        let wrapper = Self.wrapper(at: position)
        JSONText.appendEscaped(wrapper.before, to: &body)
        JSONText.appendEscaped(question.userMessage, to: &body)
        JSONText.appendEscaped(wrapper.after, to: &body)
      }
    }
    body += #""}]"#.utf8
    if let outputBound, parameters.maxOutputTokens == nil,
      extras.boundNames.contains(.completionTokens)
    {
      body += ",\"max_completion_tokens\":\(outputBound)".utf8
    }
    if let mostOutput, extras.boundNames.contains(.tokens) {
      body += ",\"max_tokens\":\(mostOutput)".utf8
    }
    body += extras.members.utf8
    body.append(UInt8(ascii: "}"))
    return body
  }

  /// What all bodies for so many movies begin with: everything before the user's text.
  package func fixedPart(groupSize: Int) -> [UInt8] {
    if asksForDecisions { return decisionsBeginning(isMarked: false) }
    var part: [UInt8] = []
    part.reserveCapacity(fixedPartBound(groupSize: groupSize))
    appendFixedPart(
      groupSize: groupSize, isMarked: false, RequestExtras.none.boundNames, to: &part)
    return part
  }

  /// A line of a batch's input file for a body, its line feed at the end. `customID` is what the
  /// answer will be known by; it must be unique in the file.
  package static func batchLine(customID: String, body: [UInt8]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(body.count + customID.utf8.count + 96)
    line += #"{"custom_id":"#.utf8
    JSONText.appendString(customID, to: &line)
    line += #","method":"POST","url":"\#(endpoint)","body":"#.utf8
    line += body
    line += "}\n".utf8
    return line
  }

  /// The texts that every request for so many movies costs besides its user message: counted once
  /// they hold for all requests of that size. The schema is compact JSON; framing is the counter's
  /// business.
  package func fixedTexts(groupSize: Int) -> (system: [UInt8], schema: [UInt8]) {
    if asksForDecisions { return (Array(systemMessage.utf8), []) }
    let system = groupSize == 1 ? systemMessage : groupSystemMessage
    return (Array(system.utf8), schemaJSON(groupSize: groupSize))
  }

  /// What stands before and after the user message of a movie where several share a request; the
  /// position counts from 0. With one movie nothing does.
  package static func wrapper(at position: Int) -> (before: [UInt8], after: [UInt8]) {
    let key = "m\(position + 1)"
    return (Array("<movie key=\"\(key)\">\n".utf8), Array("\n</movie>\n".utf8))
  }

  private func fixedPartBound(groupSize: Int) -> Int {
    bodyBeginning.count + schema.size(groupSize: groupSize) + 192
      + max(markedMiddle.one.count, markedMiddle.several.count)
  }

  /// What the recipe itself allows a reply for so many movies.
  private func ownOutputBound(groupSize: Int) -> Int? {
    parameters.maxOutputTokens.map { most in
      let (product, overflows) = most.multipliedReportingOverflow(by: groupSize)
      return overflows ? most : product
    }
  }

  private func appendFixedPart(
    groupSize: Int, isMarked: Bool, _ boundNames: Set<RequestExtras.BoundName>,
    to buffer: inout [UInt8]
  ) {
    appendBeginning(groupSize: groupSize, isMarked: isMarked, boundNames, to: &buffer) {
      schema.append(groupSize: groupSize, to: &$0)
    }
  }

  private func appendBeginning(
    groupSize: Int, isMarked: Bool, _ boundNames: Set<RequestExtras.BoundName>,
    to buffer: inout [UInt8],
    appendSchema: (inout [UInt8]) -> Void
  ) {
    buffer += bodyBeginning
    if let most = ownOutputBound(groupSize: groupSize), boundNames.contains(.completionTokens) {
      buffer += ",\"max_completion_tokens\":\(most)".utf8
    }
    buffer += #","response_format":{"type":"json_schema","json_schema":{"name":""#.utf8
    buffer += schemaName.utf8
    buffer += #"","strict":true,"schema":"#.utf8
    appendSchema(&buffer)
    let middle = isMarked ? markedMiddle : bodyMiddle
    buffer += groupSize == 1 ? middle.one : middle.several
  }
}
