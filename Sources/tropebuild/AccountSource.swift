import Basics
import Engine
import Glibc
import OpenAIClient
import ProjectFiles
import Synchronization
import TropeModel
import Tropefile

/// The account that environment, `.env` and tropefile name, read once.
final class AccountSource: Sendable {
  /// The server that they name, and who names it.
  let server: Server
  private let found: Result<APIAccount, BuildError>
  private let allowsHTTP: Bool
  private let trusted: TrustedServers
  /// Whether `--trust-server` was said.
  private let trusts: Bool
  /// What is wrong with `.env`.
  private let faults: [String]
  private let hasWarned = Atomic<Bool>(false)

  init(
    _ project: Project, environment: [String: String], isAddressGiven: Bool, trusts: Bool
  ) {
    let settings = project.settings.api
    var faults: [String] = []
    var dotEnv = DotEnv.read([])
    do throws(FileError) {
      dotEnv = DotEnv.read(try AtomicFile.read(project.directory + "/.env"))
    } catch {
      if !error.isMissing { faults.append("\(error)") }
    }
    self.faults = faults + dotEnv.diagnostics.map(\.description)
    do throws(AccountFault) {
      found = .success(
        try APIAccount.fromEnvironment(
          environment, dotEnv: dotEnv.values, baseURLOverride: settings.baseURL,
          extraHeaders: settings.headers, keyHeader: settings.keyHeader))
    } catch {
      found = .failure(error == .noKey ? .noKey : .account(error))
    }
    server = Server(
      settings, environment: environment, dotEnv: dotEnv.values, isAddressGiven: isAddressGiven)
    allowsHTTP = settings.allowHTTP
    trusted = TrustedServers(environment: environment)
    self.trusts = trusts
  }

  /// Whether there is an account.
  var hasAccount: Bool { (try? found.get()) != nil }

  /// The account, once it may be used. The first time that it is asked for, what is wrong with `.env` is said.
  func account() throws -> APIAccount {
    if !hasWarned.exchange(true, ordering: .relaxed) { for fault in faults { Console.warn(fault) } }
    let account = try found.get()
    if let objection = server.objection(allowsHTTP: allowsHTTP, trusted: trusted.origins) {
      guard case .serverNotTrusted(let origin, let file) = objection,
        trusts || Self.userTrusts(origin, namedBy: file)
      else { throw objection }
      try trusted.add(origin)
    }
    return account
  }

  /// Asks whoever sits at the terminal, if anybody does.
  private static func userTrusts(_ origin: String, namedBy file: String) -> Bool {
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else { return false }
    Console.write(
      "tropebuild: \(file) sends OPENAI_API_KEY to '\(origin)'; is that meant? [y/N] ")
    return ["y", "yes"].contains(readLine()?.lowercased())
  }
}
