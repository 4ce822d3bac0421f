package import Inputs
package import OpenAIClient
package import Tokenizer
package import Tropefile
package import TropeModel

/// All that a run has from outside: whom it may ask and by what, the clock, and who is told.
package struct Door: Sendable {
  /// A sandbox that was started for this run.
  package struct StartedSandbox: Sendable {
    package var account: APIAccount
    package var stop: @Sendable () -> Void

    package init(account: APIAccount, stop: @escaping @Sendable () -> Void) {
      self.account = account
      self.stop = stop
    }
  }

  /// Whether the server that would be asked is a sandbox.
  package var isSandbox: Bool
  /// Whether that server is OpenAI's own, or a sandbox, which plays it.
  package var isOpenAI: Bool
  /// Whether environment and options name an account; what is wrong with it, `account` says.
  package var hasAccount: Bool
  /// The account that environment and options name.
  package var account: @Sendable () throws -> APIAccount
  package var client: @Sendable (APIAccount) -> OpenAIClient
  /// The account at one of several servers of the real-time lane: with its own key, once that may go there.
  package var endpointAccount: @Sendable (RealtimeEndpoint) throws -> APIAccount = {
    throw BuildError.endpoint($0.name, .noKey(variable: $0.keyVariable))
  }
  package var startSandbox: @Sendable () throws -> StartedSandbox
  /// Called when something has to be counted, and not before: loading a vocabulary takes time.
  package var counter: @Sendable () async throws -> TokenCounter
  /// Lets the counter keep what it makes and, where there is a network to be used, download its vocabulary.
  package var mayKeepVocabulary: @Sendable (_ network: Bool) async -> Void
  package var time: TimeSource
  /// The project's limits as its provider told them; `nil` where it was never asked.
  package var readLimits: ReadLimits?
  /// How many times as fast as the user's the clock runs.
  package var timeScale: Double
  package var random: @Sendable () -> Double = { .random(in: 0..<1) }
  package var stop: StopSignal
  /// What the program was called as, for those who wait for its lock.
  package var command: String
  package var report: @Sendable (RunEvent) -> Void

  package init(
    isSandbox: Bool, isOpenAI: Bool? = nil, hasAccount: Bool = true,
    account: @escaping @Sendable () throws -> APIAccount,
    client: @escaping @Sendable (APIAccount) -> OpenAIClient,
    startSandbox: @escaping @Sendable () throws -> StartedSandbox,
    counter: @escaping @Sendable () async throws -> TokenCounter,
    mayKeepVocabulary: @escaping @Sendable (Bool) async -> Void, time: TimeSource,
    timeScale: Double = 1, stop: StopSignal, command: String,
    report: @escaping @Sendable (RunEvent) -> Void
  ) {
    self.isSandbox = isSandbox
    self.isOpenAI = isOpenAI ?? isSandbox
    self.hasAccount = hasAccount
    self.account = account
    self.client = client
    self.startSandbox = startSandbox
    self.counter = counter
    self.mayKeepVocabulary = mayKeepVocabulary
    self.time = time
    self.timeScale = timeScale
    self.stop = stop
    self.command = command
    self.report = report
  }

  /// A look at what a build of the project would do.
  ///
  /// - Parameter split: what a split would make before; `nil` where there is none to do.
  package func previewer(
    _ project: Project, _ options: BuildOptions, after split: PlannedFiles? = nil
  ) -> Previewer {
    var previewer = Previewer(
      project: project, options: options, isSandbox: isSandbox, isOpenAI: isOpenAI,
      counter: counter, time: time)
    previewer.readLimits = readLimits
    previewer.split = split
    return previewer
  }
}
