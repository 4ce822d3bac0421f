package import OpenAIClient
import ProjectFiles
import Store
package import TropeModel

/// Targets that fail, and what is written of it.
extension Recorder {
  /// The targets of these questions have failed for a reason that is not a bad reply.
  package func fail(_ questions: [Digest], reason: String, advice: String) {
    for question in questions {
      for (movie, reason) in failTargets(
        of: question, reason: reason, attempts: badAnswers[question] ?? 0, advice: { _ in advice })
      {
        report(.failed(movie: movie, reason: reason))
      }
    }
    writeSoon()
  }

  /// Notes a target that cannot be asked at all.
  ///
  /// - Parameter isNoted: an earlier run has noted it, in the database and by its status file.
  package func failInput(_ failed: FailedTarget, isNoted: Bool) {
    tally.failed[failed.movie] = failed.reason
    guard !isNoted else { return }
    unwritten.failures.append(FailureRow(failed, question: nil, failedAt: time.now()))
  }

  /// A request was refused for good. Its targets fail as soon as it is known that others are taken; where the server refuses
  /// whatever is asked, they are left to the next run.
  ///
  /// - Returns: whether it does: the same refusal several times in a row and no reply between; many times where it has taken
  ///   something before in this run.
  package func refused(_ questions: [Digest], _ failure: APIFailure) -> Bool {
    // Until that is known they wait.
    queuedAgain(questions)
    let verdict = refusals.took(
      RefusalWatch.Refusal(questions: questions, failure: failure, at: time.steady()),
      hasReplies: tally.replies > 0)
    failOwn(verdict.failed)
    return verdict.isEverything
  }

  /// No more requests go in real time: what was refused and is not known to be refused as all others are has failed.
  package func settleRefusals() {
    var own = refusals.end()
    // A batch may have shown first that everything is refused.
    if case .cannotGoOn(.call(let failure)) = stop.raised {
      let likeness = RefusalLikeness(failure)
      own.removeAll { RefusalLikeness($0.failure) == likeness }
    }
    failOwn(own)
  }

  /// These were refused for their own sake.
  func failOwn(_ refusals: [RefusalWatch.Refusal]) {
    for refusal in refusals {
      fail(
        refusal.questions.filter { !isSettled($0) }, reason: refusal.failure.description,
        advice: Self.askedAgain)
    }
  }

  /// What is to be done about a refusal.
  static let askedAgain = "the next run asks again"

  /// A question that has failed was answered after all, by the other lane.
  func forgetFailure(of question: Digest) {
    guard failedQuestions.remove(question) != nil else { return }
    for target in targets[question] ?? [] {
      tally.failed[target.movie] = nil
      unwritten.failures.removeAll { $0.target.movie == target.movie }
    }
  }

  /// Notes that the targets of a question have failed, once; those that had not yet.
  func failTargets(
    of question: Digest, reason: String, attempts: Int, advice: (MovieID) -> String
  ) -> [(movie: MovieID, reason: String)] {
    guard failedQuestions.insert(question).inserted else { return [] }
    giveUp(question)
    var failed: [(movie: MovieID, reason: String)] = []
    for target in targets[question] ?? [] {
      tally.failed[target.movie] = reason
      unwritten.failures.append(
        FailureRow(
          FailedTarget(
            movie: target.movie, reason: reason, advice: advice(target.movie), attempts: attempts),
          question: question, failedAt: time.now(), castStatus: target.castStatus,
          tokenCount: tokenCounts[question]?.tokens ?? 0))
      failed.append((target.movie, reason))
    }
    return failed
  }
}

extension FailedTarget {
  /// What its status file says.
  var detail: StatusDetail { ["reason": reason, "attempts": "\(attempts)", "do": advice] }
}
