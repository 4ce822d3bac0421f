import ArgumentParser
import CurlTransport
import Engine
import Foundation
import Lanes
import OpenAIClient
import ProjectFiles
import Store
import Synchronization
import Tokenizer
import TropeModel
import Tropefile

/// A project with the options of a command: where what comes from outside is wired together.
struct Workbench {
  let project: Project
  let api: APIOptions
  let environment: [String: String]
  let counters: CounterSource
  /// Whether the API that would be asked is a sandbox: one that is started here, or one on this machine's loopback.
  let isSandbox: Bool
  private let accounts: AccountSource

  /// Reads the project that the options name.
  ///
  /// - Parameters:
  ///   - keys: the groups of options that set keys, beside `options` and `api`.
  ///   - more: what the command itself sets.
  ///   - needsInput: whether the command has use for the input directory.
  init(
    _ options: ProjectOptions, api: APIOptions? = nil, keys: [any KeyOptions] = [],
    more: [Setting] = [], needsInput: Bool = true
  ) throws {
    let directory = options.directory ?? "."
    var isDirectory: ObjCBool = false
    if options.directory != nil,
      !FileManager.default.fileExists(atPath: directory, isDirectory: &isDirectory)
        || !isDirectory.boolValue
    {
      throw BuildError.noDirectory(directory)
    }
    let settings = options.settings + keys.flatMap(\.settings) + (api?.settings ?? []) + more
    let faults = TropefileReader.faults(in: settings)
    guard faults.isEmpty else {
      throw ValidationError(faults.map(\.description).joined(separator: "\n"))
    }
    project = try ProjectLoader.load(
      directory: directory, file: options.file, settings: settings, needsInput: needsInput)
    self.api = api ?? APIOptions()
    environment = ProcessInfo.processInfo.environment
    counters = CounterSource(
      explicit: project.settings.tokenizer.vocabulary.map {
        Project.resolve($0, in: directory)
      },
      environment: environment)
    accounts = AccountSource(project, environment: environment)
    isSandbox = project.settings.api.sandbox || accounts.isOnLoopback
    if let api { try checkRehearsal(api) }
  }

  /// Refuses options of a rehearsal where none would be held: what they ask for would silently not be, and be paid.
  private func checkRehearsal(_ api: APIOptions) throws {
    for (name, isGiven) in [
      ("--faults", api.faults != nil), ("--latency", api.latency != nil),
      ("--batch-turnaround", api.batchTurnaround != nil),
    ] where isGiven && !project.settings.api.sandbox {
      throw ValidationError("\(name) goes with --sandbox (or 'api.sandbox: true')")
    }
    if api.timeScale != nil, !isSandbox {
      throw ValidationError("--time-scale goes with a sandbox: another server's clock is not ours")
    }
  }

  /// What the program was called as, without secrets.
  var command: String { CommandWords.harmless(CommandLine.arguments) }

  /// Where logs go; `nil` where none were asked for.
  var logger: Logger? { api.logLevel.map { Logger($0.level, time: time) } }

  /// The clock: with a sandbox on a scaled one, this program's runs as fast.
  var time: TimeSource { .system(scale: timeScale) }

  var timeScale: Double { api.timeScale ?? 1 }

  /// What a run has from outside.
  func door(
    stop: StopSignal = StopSignal(), report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) -> Door {
    let time = time
    return Door(
      isSandbox: isSandbox, hasAccount: accounts.hasAccount, account: { try account() },
      client: { client($0, time) }, startSandbox: { try startSandbox() },
      counter: { [counters] in try await counters.counter() },
      mayKeepVocabulary: { await allowVocabulary(network: $0) }, time: time,
      timeScale: timeScale, stop: stop, command: command, report: report)
  }

  // MARK: The API

  /// The account that the environment names.
  ///
  /// - Throws: `BuildError`.
  func account() throws -> APIAccount { try accounts.account { Console.warn($0) } }

  /// A client for the account.
  private func client(_ account: APIAccount, _ time: TimeSource) -> OpenAIClient {
    let options = CurlOptions.fromEnvironment(environment, version: Version.number)
    let curl = CurlTransport(options: options)
    return OpenAIClient(
      account: account, transport: logger.map { LoggedTransport(curl, $0, time) } ?? curl,
      connectTimeout: project.settings.lanes.realtime.connectTimeout)
  }

  /// Starts a sandbox for this project; its state outlives it, so that batches under way are found again.
  private func startSandbox() throws -> Door.StartedSandbox {
    var arguments = ["--state", project.paths.sandbox]
    if let scale = api.timeScale { arguments += ["--time-scale", String(scale)] }
    if let faults = api.faults { arguments += ["--faults", faults] }
    if api.tier != nil { arguments += ["--tier", String(project.settings.limits.tier)] }
    if let time = api.batchTurnaround { arguments += ["--batch-turnaround", time] }
    if let time = api.latency { arguments += ["--latency", time] }
    if let path = project.settings.tokenizer.vocabulary {
      arguments += ["--vocabulary", Project.resolve(path, in: project.directory)]
    }
    let process = try SandboxProcess(arguments: arguments)
    guard let key = APIKey("sandbox") else { throw BuildError.noKey }
    return Door.StartedSandbox(account: APIAccount(baseURL: process.baseURL, key: key)) {
      process.stop()
    }
  }

  /// Lets the token counter keep what it makes in our own cache, and download the vocabulary where it is nowhere
  /// to be found. A sandbox never causes a download.
  func allowVocabulary(network: Bool) async {
    await Self.allowVocabulary(
      counters, environment: environment, network: network && !isSandbox)
  }

  /// The same without a project.
  static func allowVocabulary(
    _ counters: CounterSource, environment: [String: String], network: Bool
  ) async {
    var transport: (@Sendable () -> any Transport)?
    if network {
      let options = CurlOptions.fromEnvironment(environment, version: Version.number)
      transport = { CurlTransport(options: options) }
    }
    await counters.mayKeep(downloadingBy: transport) { Console.say($0) }
  }

  // MARK: The databases

  /// The records, for reading, where there are any.
  func openRecords() throws -> TropesDatabase? {
    try TropesDatabase.openForReading(path: project.paths.database)
  }

  /// The ledger, for reading, where there is one.
  func openLedger() throws -> Ledger? {
    try Ledger.openForReading(path: project.paths.ledger)
  }

  /// A preview of a build; changes nothing.
  func previewer(_ options: BuildOptions) -> Previewer {
    let counters = counters
    return Previewer(
      project: project, options: options, isSandbox: isSandbox,
      counter: { try await counters.counter() }, time: time)
  }
}

/// The account that environment, `.env` and tropefile name, read once.
private final class AccountSource: Sendable {
  private let found: Result<APIAccount, BuildError>
  /// What is wrong with `.env`.
  private let faults: [String]
  private let hasWarned = Atomic<Bool>(false)
  /// Whether the server that is named is on this machine's loopback.
  let isOnLoopback: Bool

  init(_ project: Project, environment: [String: String]) {
    let settings = project.settings.api
    var faults: [String] = []
    var dotEnv = DotEnv.read([])
    do throws(FileError) {
      dotEnv = DotEnv.read(try AtomicFile.read(project.directory + "/.env"))
    } catch {
      if !error.isMissing { faults.append("\(error)") }
    }
    faults += dotEnv.diagnostics.map(\.description)
    self.faults = faults
    do throws(AccountFault) {
      found = .success(
        try APIAccount.fromEnvironment(
          environment, dotEnv: dotEnv.values, baseURLOverride: settings.baseURL,
          extraHeaders: settings.headers, keyHeader: settings.keyHeader))
    } catch {
      found = .failure(error == .noKey ? .noKey : .account(error))
    }
    let url =
      settings.baseURL ?? environment["OPENAI_BASE_URL"] ?? dotEnv.values["OPENAI_BASE_URL"]
    let host = url.flatMap { URLComponents(string: $0)?.host } ?? ""
    isOnLoopback =
      host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
  }

  /// Whether there is an account.
  var hasAccount: Bool { (try? found.get()) != nil }

  /// The account; the first time that it is asked for, `warn` hears what is wrong with `.env`.
  func account(_ warn: (String) -> Void) throws(BuildError) -> APIAccount {
    if !hasWarned.exchange(true, ordering: .relaxed) { for fault in faults { warn(fault) } }
    return try found.get()
  }
}

extension TimeSource {
  /// The system's clock, made to run `scale` times as fast from the start of this process on.
  static func system(scale: Double) -> TimeSource {
    let start = realMilliseconds()
    return TimeSource(
      now: {
        let passed = Double(realMilliseconds() - start) * scale
        return Timestamp(milliseconds: start + Int64(passed))
      },
      sleep: { duration in
        let seconds = duration.inSeconds / scale
        guard seconds > 0 else { return }
        try await Task.sleep(for: .seconds(seconds))
      })
  }

  private static func realMilliseconds() -> Int64 {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    return Int64(now.tv_sec) * 1_000 + Int64(now.tv_nsec) / 1_000_000
  }
}
