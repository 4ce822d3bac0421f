import ArgumentParser
import Basics
import Engine
import Glibc
import OpenAIClient
import ProjectFiles
import Store
import Tokenizer
import Tropefile
import TropeModel

/// A project with the options of a command: where what comes from outside is wired together.
struct Workbench {
  private(set) var project: Project
  /// `nil` for a command that asks nobody: options that were not parsed cannot be read.
  let api: APIOptions?
  /// What the command line sets.
  let settings: [Setting]
  let environment: [String: String]
  let counters: CounterSource
  /// The server that would be asked, where no sandbox is started.
  var server: Server { accounts.server }
  /// Whether the API that would be asked is a sandbox: one that is started here, or one that says so itself, which
  /// `withServer` asks.
  private(set) var isSandbox: Bool
  /// Whether it is OpenAI's own, or a sandbox, which plays it.
  var isOpenAI: Bool { isSandbox || server.isDefault && !project.asksCommandAlone }
  private let accounts: AccountSource

  /// Reads the project that the options name.
  ///
  /// - Parameters:
  ///   - keys: the groups of options that set keys, beside `options` and `api`.
  ///   - more: what the command itself sets.
  ///   - needsInput: whether the command has use for the input directory.
  ///   - model: what a project without records asks whose tropefile names no model; `nil`: the default.
  init(
    _ options: ProjectOptions, api: APIOptions? = nil, keys: [any KeyOptions] = [],
    more: [Setting] = [], needsInput: Bool = true, model: String? = nil
  ) throws {
    let directory = options.directory ?? "."
    if options.directory != nil, !NamedThing.isDirectory(directory) {
      throw BuildError.noDirectory(directory)
    }
    settings = options.settings + keys.flatMap(\.settings) + (api?.settings ?? []) + more
    let faults = TropefileReader.faults(in: settings)
    guard faults.isEmpty else {
      throw ValidationError(faults.map(\.description).joined(separator: "\n"))
    }
    project = try ProjectLoader.load(
      directory: directory, file: options.file, settings: settings, needsInput: needsInput,
      model: model)
    self.api = api
    environment = ProcessEnvironment.current
    counters = CounterSource(
      explicit: project.settings.tokenizer.vocabulary.map {
        Project.resolve($0, in: directory)
      },
      environment: environment, model: project.settings.recipe.model)
    accounts = AccountSource(
      project, environment: environment,
      isAddressGiven: settings.contains { $0.key == KeyFlag.baseURL.rawValue },
      trusts: api?.trustServer ?? false,
      areEndpointsGiven: settings.contains { $0.key == "lanes.realtime.endpoints" })
    isSandbox = project.settings.api.sandbox
    if let api { try checkRehearsal(api) }
  }

  /// The same, once the server has said what it is: for commands whose results depend on that.
  ///
  /// - Parameter asksEndpoints: whether the command asks the endpoints of the real-time lane where there are any. Then the server of
  ///   `api.base_url` is asked only where batches are planned: it need not be there.
  func withServer(asksEndpoints: Bool = true) async throws -> Workbench {
    var bench = self
    let endpoints = asksEndpoints ? project.endpoints : []
    let asksMain = endpoints.isEmpty || project.settings.plan.strategy != .realtime
    if asksMain, !isSandbox, !project.asksCommandAlone {
      let transport = Self.transport(environment)
      bench.isSandbox = await server.saysItIsASandbox(by: transport)
      if bench.isSandbox { bench.project = project.rehearsed }
      let model = project.settings.recipe.model
      if !bench.isSandbox, server.name?.isThisMachine == true, project.namesUnknownModel {
        bench.project = project.served(
          by: await LocalServer.ask(server, model: model, by: transport))
      }
    }
    if !endpoints.isEmpty { bench = try await bench.with(endpoints, andMain: asksMain) }
    if api?.timeScale != nil, !bench.isSandbox {
      throw ValidationError("--time-scale goes with a sandbox: another server's clock is not ours")
    }
    return bench
  }

  /// The same, once the endpoints of the real-time lane have said what they are: all are sandboxes, or none.
  private func with(
    _ endpoints: [RealtimeEndpoint], andMain asksMain: Bool
  ) async throws -> Workbench {
    var bench = self
    var kinds: [(name: String, isSandbox: Bool)] = asksMain ? [("api.base_url", isSandbox)] : []
    var machines: [String: LocalServer] = [:]
    for (endpoint, told) in zip(endpoints, await tell(endpoints)) {
      // One that is away now may come back.
      if let isSandbox = told.isSandbox { kinds.append((endpoint.name, isSandbox)) }
      machines[endpoint.name] = told.machine
    }
    if let first = kinds.first, let other = kinds.first(where: { $0.isSandbox != first.isSandbox })
    {
      throw BuildError.endpoint(other.name, .isSandbox(other.isSandbox, unlike: first.name))
    }
    bench.isSandbox = kinds.contains(where: \.isSandbox)
    bench.project = project.served(byEndpoints: machines)
    return bench
  }

  /// Whether each is a sandbox, where it answers, and what it is where that is on this machine; all are asked at once, for one
  /// that is away takes seconds to show it.
  private func tell(
    _ endpoints: [RealtimeEndpoint]
  ) async -> [(isSandbox: Bool?, machine: LocalServer?)] {
    let (environment, model) = (environment, project.settings.recipe.model)
    let transport = Self.transport(environment)
    return await withTaskGroup(of: (Int, Bool?, LocalServer?).self) { group in
      for (place, endpoint) in endpoints.enumerated() {
        group.addTask {
          let itself = Server(
            endpoint: endpoint, keyVariable: nil, keySource: nil, environment: environment,
            isGiven: true)
          let isSandbox = await itself.tellsWhetherItIsASandbox(by: transport)
          guard isSandbox == false, itself.name?.isThisMachine == true else {
            return (place, isSandbox, nil)
          }
          let machine = await LocalServer.ask(
            itself, model: endpoint.model ?? model, by: transport)
          return (place, isSandbox, machine)
        }
      }
      var all: [(Int, Bool?, LocalServer?)] = []
      for await told in group { all.append(told) }
      return all.sorted { $0.0 < $1.0 }.map { ($0.1, $0.2) }
    }
  }

  /// Refuses options of a rehearsal where none would be held: what they ask for would silently not be, and be paid. The others are
  /// checked here, whether or not the sandbox starts in the end.
  private func checkRehearsal(_ api: APIOptions) throws {
    let rehearsal = api.rehearsal
    guard let name = rehearsal.given.first else { return }
    guard project.settings.api.sandbox else {
      throw ValidationError("\(name) goes with --sandbox (or 'api.sandbox: true')")
    }
    try SandboxProcess.check(rehearsal.arguments)
    if let truth = rehearsal.truth { _ = try AtomicFile.read(resolve(truth)) }
  }

  /// Whether the sandbox that is started here plays models of given accuracies.
  var playsQuality: Bool { api?.rehearsal.quality != nil }

  /// How messages call the server of `api.base_url`, where it would be asked; `nil` for OpenAI's own, for a sandbox that is
  /// started here, and where a command or endpoints are asked and not that server.
  var serverShown: String? {
    let asksEndpointsAlone =
      !project.endpoints.isEmpty && project.settings.plan.strategy == .realtime
    return project.settings.api.sandbox || project.asksCommandAlone || asksEndpointsAlone
      ? nil : server.shown
  }

  /// The same in quotes of all whom a run asks: where several share the real-time lane, those.
  var serversShown: String? {
    guard !project.endpoints.isEmpty else { return serverShown.map { "'\($0)'" } }
    var seen: Set<String> = []
    return project.endpoints.compactMap { ServerName($0.baseURL)?.shown }
      .filter { seen.insert($0).inserted }.map { "'\($0)'" }.joined(separator: ", ")
  }

  /// The names of those endpoints of the real-time lane that are the server of `api.base_url`: what they answer is on its bill.
  var endpointsOfServer: Set<String> {
    let origin = server.name?.origin
    return Set(
      project.endpoints.filter { ServerName($0.baseURL)?.origin == origin }.map(\.name))
  }

  /// Who is told of the run beside those who watch it; `nil`: nobody.
  var notifier: Notifier? {
    let environment = environment
    var settings = project.settings.notify
    if let url = environment[Notifier.variable], !url.isEmpty { settings.url = url }
    return Notifier(settings, directory: project.place) { Self.transport(environment) }
  }

  /// What the program was called as, without secrets.
  var command: String { CommandWords.harmless(CommandLine.arguments) }

  /// Where logs go; `nil` where none were asked for.
  var logger: Logger? { api?.logLevel.map { Logger($0.level, time: time) } }

  /// The clock: with a sandbox on a scaled one, this program's runs as fast.
  var time: TimeSource { .system(scale: timeScale) }

  var timeScale: Double { api?.timeScale ?? 1 }

  /// What a run has from outside.
  ///
  /// - Parameter beginsJobs: whether batches that wait for their turn with a command get it; not while others are cancelled.
  func door(
    beginsJobs: Bool = true, stop: StopSignal = StopSignal(),
    report: @escaping @Sendable (RunEvent) -> Void = { _ in }
  ) -> Door {
    let time = time
    var door = Door(
      isSandbox: isSandbox, isOpenAI: isOpenAI,
      // Nothing is fetched from the network for a command.
      hasAccount: accounts.hasAccount(orAtAnyOf: project.endpoints) && !project.asksCommandAlone,
      account: { try account() },
      client: { client($0, time, beginsJobs: beginsJobs) }, startSandbox: { try startSandbox() },
      counter: { [counters] in try await counters.counter() },
      mayKeepVocabulary: { await allowVocabulary(network: $0) }, time: time,
      timeScale: timeScale, stop: stop, command: command, report: report)
    door.readLimits = readLimits
    door.endpointAccount = { try accounts.account(of: $0) }
    return door
  }

  // MARK: The provider's administration

  /// The project's limits as its provider told them; `nil` where it was never asked.
  var readLimits: ReadLimits? {
    ReadLimits.read(project.paths.limits, of: isSandbox ? nil : server)
  }

  /// Whether there is a key to ask the provider's administration with. A sandbox that is started here needs none.
  var hasAdminKey: Bool { project.settings.api.sandbox || accounts.hasAdminKey }

  /// Which of the provider's projects is meant: the one that was named, else that of the environment or of a header.
  func accountProject(_ named: String?) -> String? {
    named ?? accounts.projectID
      ?? project.settings.api.headers.first { $0.key.lowercased() == "openai-project" }?.value
  }

  /// Calls with a client that has the organization's admin key, and the server that it asks; `nil` for a sandbox.
  func withAdmin<Value>(
    _ body: (OpenAIClient, Server?) async throws -> Value
  ) async throws -> Value {
    guard project.settings.api.sandbox else {
      return try await body(client(accounts.adminAccount(), time), isSandbox ? nil : server)
    }
    // Its state is in there, and nothing may have been built yet.
    try Directories.make(project.paths.build)
    let sandbox = try startSandbox()
    defer { sandbox.stop() }
    var account = sandbox.account
    if let key = APIKey(Self.sandboxAdminKey) { account.key = key }
    return try await body(client(account, time), nil)
  }

  /// What the sandbox takes for an admin key.
  private static let sandboxAdminKey = "sk-admin-sandbox"

  // MARK: The API

  /// The account that the environment names.
  ///
  /// - Throws: `BuildError`.
  func account() throws -> APIAccount {
    guard project.asksCommandAlone, let key = APIKey("none") else { return try accounts.account() }
    // No server is asked; the address is one that no name leads to.
    return APIAccount(baseURL: "http://command.invalid/v1", key: key)
  }

  /// What carries requests, with the proxies and certificates that the environment names.
  static func transport(_ environment: [String: String]) -> CurlTransport {
    CurlTransport(options: .fromEnvironment(environment, version: Version.number))
  }

  private func client(
    _ account: APIAccount, _ time: TimeSource, beginsJobs: Bool = true
  ) -> OpenAIClient {
    let transport = carrier(beginsJobs: beginsJobs)
    return OpenAIClient(
      account: account,
      transport: logger.map { LoggedTransport(transport, $0, time, text: account.text) }
        ?? transport,
      connectTimeout: project.settings.lanes.realtime.connectTimeout)
  }

  /// What carries this project's requests: batches may go to a command, and then there may be no server at all.
  private func carrier(beginsJobs: Bool) -> any Transport {
    guard let jobs = project.batchJobs(environment: environment, beginsJobs: beginsJobs) else {
      return Self.transport(environment)
    }
    return CommandTransport(
      jobs, else: project.asksCommandAlone ? nil : Self.transport(environment))
  }

  /// Starts a sandbox for this project; its state outlives it, so that batches under way are found again.
  private func startSandbox() throws -> Door.StartedSandbox {
    var arguments = ["--state", project.paths.sandbox]
    if let scale = api?.timeScale { arguments += ["--time-scale", String(scale)] }
    if api?.tier != nil { arguments += ["--tier", String(project.settings.limits.tier)] }
    if let api { arguments += api.rehearsal.arguments }
    arguments += project.modelsToPlay.flatMap { ["--own-model=\($0)"] }
    if let truth = api?.rehearsal.truth {
      arguments += ["--truth", resolve(truth), "--plots", project.paths.input]
    }
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
      transport = { Self.transport(environment) }
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
  func previewer(_ options: BuildOptions) -> Previewer { door().previewer(project, options) }
}
