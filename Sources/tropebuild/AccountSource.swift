import Basics
import Engine
import Glibc
import OpenAIClient
import Synchronization
import Tropefile
import TropeModel

/// The account that environment, `.env` and tropefile name, read once.
final class AccountSource: Sendable {
  /// The server that they name, and who names it.
  let server: Server
  private let found: Result<APIAccount, BuildError>
  /// The same for the organization's admin key.
  private let admin: (server: Server, found: Result<APIAccount, BuildError>)
  private let allowsHTTP: Bool
  private let trusted: TrustedServers
  /// Whether `--trust-server` was said.
  private let trusts: Bool
  /// The provider's project that environment or `.env` names.
  let projectID: String?
  /// What is wrong with `.env`.
  private let faults: [String]
  private let hasWarned = Atomic<Bool>(false)
  private let environment: [String: String]
  private let dotEnv: [String: String]
  private let settings: Settings.API
  /// Whether the command line gives the endpoints.
  private let areEndpointsGiven: Bool

  init(
    _ project: Project, environment: [String: String], isAddressGiven: Bool, trusts: Bool,
    areEndpointsGiven: Bool
  ) {
    let settings = project.settings.api
    self.settings = settings
    self.environment = environment
    self.areEndpointsGiven = areEndpointsGiven
    var faults: [String] = []
    var dotEnv = DotEnv.read([])
    do throws(FileError) {
      dotEnv = DotEnv.read(
        try AtomicFile.read(project.directory + "/.env"),
        alsoNamed: Set(project.endpoints.compactMap(\.keyVariable)))
    } catch {
      if !error.isMissing { faults.append("\(error)") }
    }
    self.dotEnv = dotEnv.values
    projectID =
      ["OPENAI_PROJECT_ID", "OPENAI_PROJECT"].lazy.compactMap { name in
        [environment[name], dotEnv.values[name]].compactMap(\.self).first { !$0.isEmpty }
      }.first
    self.faults = faults + dotEnv.diagnostics.map(\.description)
    let adminServer = Server(
      settings, environment: environment, dotEnv: dotEnv.values, isAddressGiven: isAddressGiven,
      keys: ["OPENAI_ADMIN_KEY"])
    do throws(AccountFault) {
      let account = try APIAccount.fromEnvironment(
        environment, dotEnv: dotEnv.values, baseURLOverride: settings.baseURL,
        extraHeaders: settings.headers, isAdmin: true)
      admin = (adminServer, .success(account))
    } catch {
      admin = (adminServer, .failure(.account(error)))
    }
    server = Server(
      settings, environment: environment, dotEnv: dotEnv.values, isAddressGiven: isAddressGiven)
    func account(_ environment: [String: String]) throws(AccountFault) -> APIAccount {
      try APIAccount.fromEnvironment(
        environment, dotEnv: dotEnv.values, baseURLOverride: settings.baseURL,
        extraHeaders: settings.headers, keyHeader: settings.keyHeader)
    }
    do throws(AccountFault) {
      found = .success(try account(environment))
    } catch .noKey where server.name?.isThisMachine == true {
      // A server of one's own asks for no key as a rule; one that does says so.
      found = Result { () throws(AccountFault) in
        try account(environment.merging(["OPENAI_API_KEY": "none"]) { $1 })
      }.mapError(BuildError.account)
    } catch {
      found = .failure(error == .noKey ? .noKey : .account(error))
    }
    allowsHTTP = settings.allowHTTP
    trusted = TrustedServers(environment: environment)
    self.trusts = trusts
  }

  /// Whether there is an admin key that could be used.
  var hasAdminKey: Bool { (try? admin.found.get()) != nil }

  /// The account with the admin key, once that may be sent: by the same rules as the ordinary one.
  func adminAccount() throws -> APIAccount { try account(admin.found, admin.server) }

  /// Whether there is an account, be it at one of several servers of the real-time lane.
  func hasAccount(orAtAnyOf endpoints: [RealtimeEndpoint]) -> Bool {
    (try? found.get()) != nil || endpoints.contains { (try? access($0).account.get()) != nil }
  }

  /// The account, once it may be used. The first time that it is asked for, what is wrong with `.env` is said.
  func account() throws -> APIAccount { try account(found, server) }

  /// The account at one of several servers of the real-time lane, once its key may go there.
  func account(of endpoint: RealtimeEndpoint) throws -> APIAccount {
    let access = access(endpoint)
    return try account(access.account, access.server)
  }

  private func access(_ endpoint: RealtimeEndpoint) -> EndpointAccess {
    EndpointAccess(
      endpoint, main: server, settings, environment: environment, dotEnv: dotEnv,
      isGiven: areEndpointsGiven)
  }

  private func account(
    _ found: Result<APIAccount, BuildError>, _ server: Server
  ) throws -> APIAccount {
    if !hasWarned.exchange(true, ordering: .relaxed) { for fault in faults { Console.warn(fault) } }
    let account = try found.get()
    if let objection = server.objection(allowsHTTP: allowsHTTP, trusted: trusted.origins) {
      guard case .serverNotTrusted(let origin, let file, let key) = objection,
        trusts || Self.userTrusts(origin, namedBy: file, key: key)
      else { throw objection }
      try trusted.add(origin)
    }
    return account
  }

  /// Asks whoever sits at the terminal, if anybody does.
  private static func userTrusts(_ origin: String, namedBy file: String, key: String) -> Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return false }
    return Console.agrees(to: "\(file) sends \(key) to '\(origin)'; is that meant?")
  }
}
