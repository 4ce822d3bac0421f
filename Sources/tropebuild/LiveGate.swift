import Basics
import HTTPServing
import TropeModel

/// Which page of `serve` a request asks for, and whether it may have it.
struct LiveGate: Sendable {
  enum Page: Hashable, Sendable {
    /// How the build goes on, and the part of that page that changes.
    case progress
    case now
    /// What `status --json` prints.
    case status
    case report
    /// How old the report is, in words.
    case reportAge
    case plot(MovieID)
    /// The address without the slash at its end: links of the page would lead elsewhere.
    case withoutSlash
  }

  /// Why a request is refused; in this order.
  enum Refusal: Error, Hashable {
    /// It was sent to another name than this machine's own: by a page that has its own name lead here.
    case host
    /// Its address has not the token.
    case token
    /// It wants more than to read.
    case method
    case unknownPage
  }

  /// What comes before a movie's id in the address of its plot, as seen from the report.
  static let plotsBefore = "plots/"

  /// What stands first in every address: who does not know it sees nothing.
  let token: String

  /// A token that nobody guesses: 128 bits.
  static func newToken() -> String { Hex.random(bytes: 16) }

  /// - Parameters:
  ///   - hosts: all values of the header `Host`.
  ///   - path: as it was sent.
  func page(
    _ method: HTTPRequest.Method, hosts: [String], path: String
  ) throws(Refusal) -> Page {
    guard hosts.count == 1, Self.isThisMachine(hosts[0]) else { throw .host }
    let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
    guard path.hasPrefix("/"), let given = parts.first, isToken(given) else { throw .token }
    guard method == .get || method == .head else { throw .method }
    switch parts.dropFirst().map(String.init) {
    case []: return .withoutSlash
    case [""]: return .progress
    case ["now"]: return .now
    case ["status.json"]: return .status
    case ["report"]: return .report
    case ["report", "age"]: return .reportAge
    case let parts where parts.count == 2 && parts[0] == "plots":
      guard let movie = MovieID(parts[1]) else { throw .unknownPage }
      return .plot(movie)
    default: throw .unknownPage
    }
  }

  /// Whether a `Host` is a name of the machine's own. Its port may be that of a tunnel.
  private static func isThisMachine(_ host: String) -> Bool {
    let host = host.lowercased()
    for name in ["127.0.0.1", "localhost", "[::1]"] where host.hasPrefix(name) {
      let rest = host.dropFirst(name.count)
      if rest.isEmpty { return true }
      return rest.first == ":" && rest.count <= 6
        && rest.dropFirst().utf8.allSatisfy {
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
    }
    return false
  }

  /// Takes as long wherever the two differ.
  private func isToken(_ given: Substring) -> Bool {
    given.utf8.count == token.utf8.count
      && zip(given.utf8, token.utf8).reduce(0) { $0 | $1.0 ^ $1.1 } == 0
  }
}
