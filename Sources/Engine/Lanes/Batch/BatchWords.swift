import OpenAIClient

/// What is said of batches that the account has and the ledger did not know.
enum BatchWords {
  /// `batch 3`, `batches 3, 4`.
  static func named(_ numbers: [Int]) -> String {
    (numbers.count == 1 ? "batch " : "batches ")
      + numbers.sorted().map(String.init).joined(separator: ", ")
  }

  static let circle =
    "the server's list of batches leads in a circle or has no end; what lies beyond is not seen"

  static func adopted(_ remote: RemoteBatch) -> String {
    "the server has it already, as \(remote.id) (\(remote.status.text)); it is not created again"
  }

  static func tookBack(_ number: Int, _ remote: RemoteBatch) -> String {
    "\(named([number])): the ledger has it as never sent, but the server has it as \(remote.id) (\(remote.status.text)); is this ledger "
      + "an older copy? What it asks is not asked again"
  }

  static func stillAtWork(_ remote: RemoteBatch) -> String {
    "the server has said that it ended without an answer, and lists \(remote.id) as \(remote.status.text); it is to be cancelled, and what "
      + "it answers until then is paid for and not booked"
  }

  static func cameBack(_ remote: RemoteBatch) -> String {
    "it was given up, but the server has it as \(remote.id) (\(remote.status.text)); "
      + "what it has answered is collected"
  }

  static func twin(_ remote: RemoteBatch, isKnownAs other: String?) -> String {
    "the server has it twice, as \(remote.id) and \(other ?? "another one"); "
      + "\(remote.id) is cancelled; what it has answered by then is paid for, and booked"
  }

  static func otherName(_ remote: RemoteBatch, _ own: String) -> String {
    "the account lists \(remote.id) (\(remote.status.text)) with the marks of this batch, and not \(own); if these are two, both are paid "
      + "for"
  }

  static func twinStays(_ remote: RemoteBatch, _ why: String) -> String {
    "the server has it twice, and \(remote.id) could not be cancelled (\(why)); that is tried again, and what it answers until then "
      + "is paid for, and booked"
  }

  static func orphan(_ remote: RemoteBatch) -> String {
    "the account has \(remote.id) (\(remote.status.text)), a batch of this project that the ledger "
      + "does not know; is this ledger an older copy? What it answers is paid for and not collected"
  }

  /// A batch that asked by another recipe was refused for that.
  static func refusedOfOther(_ failure: APIFailure) -> String {
    "it was written by another recipe, as a variant of 'try' is, and its lines are refused for that; nothing of it is asked "
      + "again: \(failure)"
  }

  static let unknown = "the server does not know it"

  static let resultsMissing = "its results are missing"

  /// What to do about that.
  static func resultsMissing(of number: Int) -> String {
    "\(resultsMissing): the server says it has answers but does not deliver all of them; "
      + "'tropebuild retrieve \(number)' looks again, "
      + "'tropebuild retrieve --again \(number)' asks, and pays, for them again"
  }

  /// Why the server refused a batch.
  static func reason(_ fault: RemoteBatch.Fault?) -> String {
    fault?.message ?? fault?.code ?? "no reason given"
  }

  static func over(_ ids: [String]) -> String {
    "the account has second batches of this project that have ended (\(ids.joined(separator: ", "))); "
      + "what they answered was paid for without need, and is booked"
  }
}

// What a person is answered who cancels a batch, after "batch 3: ".
extension BatchWords {
  static let endedBefore = "has ended already"
  static let neverSubmitted = "given up; nothing of it was submitted"
  static let unknownToServer = "given up; \(unknown)"
  static let leftAsItIs = "is left as it is: the server does not answer"

  static func notCancelled(_ failure: APIFailure) -> String {
    "could not be cancelled, and what it answers is paid for: \(failure)"
  }

  static let notSeen =
    "is left open: it may have been created, and the server does not show it; "
    + "'tropebuild cancel' looks again"
  static let askedAgain = "given up; the next build asks again what it has no answer to"

  static let askedAgainUnseen =
    "given up; the next build asks again, and if the server did make it, both are paid for"

  static func isUnderWay(_ number: Int) -> String {
    "is left as it is: it has not ended at the server; 'tropebuild cancel \(number)' cancels it"
  }

  static func cancelling(_ number: Int, _ remote: RemoteBatch?) -> String {
    "\(remote?.status.text ?? "cancelling"); "
      + "'tropebuild retrieve \(number)' collects what it has answered"
  }
}
