/// How often each fault strikes, as probabilities in 0...1.
package struct FaultRates: Sendable, Hashable {
  /// The faults that can be ordered by rate. The raw value is how the command line names it.
  package enum Name: String, CaseIterable, Sendable, Hashable {
    /// A chat request is refused for its rate.
    case rateLimit = "429"
    /// A chat request is refused because the rate of requests has grown too fast: status 429, code `slow_down`.
    case slowDown = "slow-down"
    /// A chat request is refused because the server has too much to do: status 503, code `server_is_overloaded`.
    case overloaded
    /// A chat request fails in the server.
    case serverError = "500"
    /// A chat request runs, is billed, and is not answered until its connection is closed ten minutes later (sandbox
    /// time; at most 30 s of the wall clock).
    case timeout
    /// A chat answer is billed and ends in the middle of its body.
    case cut
    /// A chat request is answered by a page of HTML with status 502.
    case html
    /// The content of an answer is not JSON.
    case badJSON = "bad-json"
    /// An answer refuses.
    case refusal
    /// An answer is cut off at a token limit.
    case length
    /// An answer gives a character a label that is not in the catalog.
    case wrongTrope = "wrong-trope"
    /// An answer leaves a character out.
    case missingCharacter = "missing-character"
    /// A batch expires with part of its lines done.
    case batchExpire = "batch-expire"
    /// A batch fails in validation without a fault of its own.
    case batchFail = "batch-fail"
    /// A line of a batch is billed and in neither of its files.
    case lineMissing = "line-missing"
    /// A line of a batch fails with status 500 and is in the error file.
    case lineError = "line-error"
    /// A download of a file ends too early; the next one may be whole.
    case outputTruncated = "output-truncated"
    /// A batch is created and the answer that tells its id is lost.
    case batchCreateLost = "batch-create-lost"
    /// A file is kept and the answer that tells its id is lost.
    case uploadLost = "upload-lost"
    /// Looking at a batch fails with status 500.
    case pollError = "poll-500"
  }

  private var rates: [Name: Double]

  /// No faults at all.
  package static let none = FaultRates([:])

  package init(_ rates: [Name: Double]) { self.rates = rates }

  /// Whether no fault can strike.
  package var isEmpty: Bool { rates.values.allSatisfy { $0 <= 0 } }

  /// The rate of a fault; 0 where none was given.
  package subscript(name: Name) -> Double {
    get { rates[name] ?? 0 }
    set { rates[name] = newValue }
  }

  /// Reads `429=5%,cut=0.01`.
  package init(parsing text: String) throws(FaultRatesError) {
    rates = [:]
    for item in text.split(separator: ",") {
      let trimmed = item.filter { $0 != " " }
      let parts = trimmed.split(separator: "=", maxSplits: 1)
      guard parts.count == 2 else { throw .notAnAssignment(trimmed) }
      guard let name = Name(rawValue: String(parts[0])) else {
        throw .unknownFault(String(parts[0]))
      }
      guard let rate = Double(share: parts[1]) else { throw .badRate(trimmed) }
      rates[name] = rate
    }
  }
}

/// What is wrong with a list of fault rates.
package enum FaultRatesError: Error, Sendable, Hashable {
  /// An item that is not `name=rate`.
  case notAnAssignment(String)
  /// A fault that the sandbox does not know.
  case unknownFault(String)
  /// A rate that is no probability.
  case badRate(String)
}
