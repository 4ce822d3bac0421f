extension BatchJob {
  /// How it ended, where that was not well; `nil` where there is nothing to say.
  func end(_ state: State) -> String? {
    let what: String
    switch state {
    case .waiting, .running, .ending, .cancelled, .ended(status: 0): return nil
    case .ended(let status) where (129...192).contains(status):
      what = "the command was ended by signal \(status - 128)"
    case .ended(let status): what = "the command ended with status \(status)"
    case .vanished:
      return "the command was killed together with its shell, or this machine went down"
    }
    return what + said
  }

  /// That it has left nothing to take.
  func noAnswers(_ state: State) -> String {
    end(state) ?? "the command ended well and wrote no answer to {output}" + said
  }

  private var said: String {
    (lastWords.map { ": \($0)" } ?? "") + " ('\(process.errors)')"
  }
}
