import Tokenizer
import ArgumentParser
import CurlTransport
import Engine
import Foundation
import Lanes
import OpenAIClient
import ProjectFiles
import Store
import TropeModel
import Tropefile

/// A project with everything around it that a command needs: where effects are wired together.
struct Workbench {
  let project: Project
  let api: APIOptions
  let environment: [String: String]
  let counters: CounterSource

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
      throw BuildError.other("-C '\(directory)': there is no such directory")
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

  /// Where logs go; `nil` where none were asked for.
  var logger: Logger? { api.logLevel.map { Logger($0.level, time: time) } }

  // MARK: The API

  /// What `.env` in the project directory says of `OPENAI_*`.
  private func readDotEnv() throws(FileError) -> DotEnv {
    do throws(FileError) {
      return DotEnv.read(try AtomicFile.read(project.directory + "/.env"))
    } catch {
      guard error.isMissing else { throw error }
      return DotEnv.read([])
    }
  }

  /// The same, nothing where it cannot be read.
  private var dotEnv: DotEnv { (try? readDotEnv()) ?? DotEnv.read([]) }

  /// Whether the API that would be asked is a sandbox: one that is started here, or one on this machine's loopback.
  var isSandbox: Bool {
    if project.settings.api.sandbox { return true }
    guard
      let url = project.settings.api.baseURL ?? environment["OPENAI_BASE_URL"]
        ?? dotEnv.values["OPENAI_BASE_URL"],
      let host = URLComponents(string: url)?.host
    else { return false }
    return host == "localhost" || host.hasPrefix("127.") || host == "::1" || host == "[::1]"
  }

  /// The account that the environment names.
  ///
  /// - Throws: `BuildError.noKey` and other faults of the surroundings, in words.
  func account() throws -> APIAccount {
    var dotEnv = DotEnv.read([])
    do throws(FileError) { dotEnv = try readDotEnv() } catch { Console.warn("\(error)") }
    for fault in dotEnv.diagnostics { Console.warn("\(fault)") }
    do {
      return try APIAccount.fromEnvironment(
        environment, dotEnv: dotEnv.values, baseURLOverride: project.settings.api.baseURL,
        extraHeaders: project.settings.api.headers,
        keyHeader: project.settings.api.keyHeader)
    } catch AccountFault.noKey {
      throw BuildError.noKey(why: "no API key")
    } catch {
      throw BuildError.other("\(error)")
    }
  }

  /// Whether the environment names an account; what is wrong with it, `account()` says.
  var hasAccount: Bool {
    let account = try? APIAccount.fromEnvironment(
      environment, dotEnv: dotEnv.values, baseURLOverride: project.settings.api.baseURL,
      extraHeaders: project.settings.api.headers,
      keyHeader: project.settings.api.keyHeader)
    return account != nil
  }

  /// The account of a sandbox that was started here.
  func sandboxAccount(_ process: SandboxProcess) throws -> APIAccount {
    guard let key = APIKey("sandbox") else { throw BuildError.noKey(why: "no API key") }
    return APIAccount(baseURL: process.baseURL, key: key)
  }

  /// A client for the account.
  func client(_ account: APIAccount) -> OpenAIClient {
    let options = CurlOptions.fromEnvironment(environment, version: Version.number)
    let curl = CurlTransport(options: options)
    return OpenAIClient(
      account: account, transport: logger.map { LoggedTransport(curl, $0, time) } ?? curl,
      connectTimeout: project.settings.lanes.realtime.connectTimeout)
  }

  /// Starts a sandbox for this project; its state outlives it, so that batches under way are found again.
  func startSandbox() throws -> SandboxProcess {
    var arguments = ["--state", project.paths.sandbox]
    if let scale = api.timeScale { arguments += ["--time-scale", String(scale)] }
    if let faults = api.faults { arguments += ["--faults", faults] }
    if api.tier != nil { arguments += ["--tier", String(project.settings.limits.tier)] }
    if let time = api.batchTurnaround { arguments += ["--batch-turnaround", time] }
    if let time = api.latency { arguments += ["--latency", time] }
    if let path = project.settings.tokenizer.vocabulary {
      arguments += ["--vocabulary", Project.resolve(path, in: project.directory)]
    }
    return try SandboxProcess(arguments: arguments)
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

  /// The clock: with a sandbox on a scaled one, this program's runs as fast.
  var time: TimeSource { .system(scale: api.timeScale ?? 1) }

  // MARK: The databases

  /// tropes.db and the ledger for reading, each where it exists.
  func openForReading() throws -> (database: TropesDatabase?, ledger: Ledger?) {
    (try openRecords(), try openLedger())
  }

  /// The records alone, for what has no use for the ledger and is to go on without it.
  func openRecords() throws -> TropesDatabase? {
    try TropesDatabase.openForReading(path: project.paths.database)
  }

  /// The ledger alone, for what has no use for the records and is to go on without them.
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

  /// Takes the project's lock.
  func lock() throws -> BuildLock {
    try Directories.make(project.paths.build)
    return try BuildLock.acquire(
      project.paths.lock, command: CommandLine.arguments.joined(separator: " "),
      now: TimeSource.system(scale: 1).now())
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
