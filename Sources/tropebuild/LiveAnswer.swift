import Basics
import Engine
import Formats
import HTTPServing
import Inputs
import Report

/// An answer of `serve` before it is HTTP. Its headers keep it out of caches, of other sites' frames and scripts, and its address
/// out of other servers' logs.
struct LiveAnswer {
  enum Kind: String {
    case html = "text/html; charset=utf-8"
    case json = "application/json"
    case text = "text/plain; charset=utf-8"
  }

  /// What a page may load and run, and who may frame it.
  enum Policy {
    /// Nothing at all.
    case nothing
    /// Its own scripts, styles, questions to this server and, where it frames plots, those.
    case page(scripts: [String], frames: Bool)
    /// Text that a page of this server frames.
    case framed

    var words: String {
      let nothing = "default-src 'none'; base-uri 'none'; form-action 'none'"
      switch self {
      case .nothing: return nothing + "; frame-ancestors 'none'"
      case .page(let scripts, let frames):
        let hashes = scripts.map { script in
          let hash = SHA256.hash(Array(script.utf8))
          return "'sha256-\(Base64.text(hash))'"
        }
        return nothing + "; frame-ancestors 'none'; script-src \(hashes.joined(separator: " "))"
          + "; style-src 'unsafe-inline'; connect-src 'self'" + (frames ? "; frame-src 'self'" : "")
      case .framed:
        // A browser lays out a text with styles of its own.
        return nothing + "; frame-ancestors 'self'; style-src 'unsafe-inline'"
      }
    }
  }

  var status = 200
  var kind: Kind
  var body: [UInt8]
  var policy = Policy.nothing
  var more: [(name: String, value: String)] = []

  static func text(_ text: String, _ kind: Kind) -> LiveAnswer {
    LiveAnswer(kind: kind, body: Array(text.utf8))
  }

  static func page(_ page: LivePage) -> LiveAnswer {
    LiveAnswer(
      kind: .html, body: Array(page.html.utf8),
      policy: .page(scripts: LivePage.scripts, frames: false))
  }

  static func moved(to place: String) -> LiveAnswer {
    LiveAnswer(status: 308, kind: .text, body: [], more: [("Location", place)])
  }

  var response: HTTPResponse {
    HTTPResponse(
      status: status,
      headers: [
        ("Content-Type", kind.rawValue), ("Content-Security-Policy", policy.words),
        ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
      ] + more, body: .bytes(body))
  }
}

extension LiveAnswer {
  /// Says nothing of the project.
  init(refusing refusal: LiveGate.Refusal) {
    let words: String
    switch refusal {
    case .host, .token:
      words = "Open the address that 'tropebuild serve' has printed, all of it."
    case .method: words = "This server is only read from."
    case .unknownPage: words = "There is no such page."
    }
    self = .text(words + "\n", .text)
    switch refusal {
    case .host, .token: status = 403
    case .method:
      status = 405
      more = [("Allow", "GET, HEAD")]
    case .unknownPage: status = 404
    }
  }

  /// Says what went wrong.
  init(telling error: any Error, as kind: Kind, project: String) {
    let words = "\(error)"
    switch kind {
    case .html: self = .page(LivePage(project: project, .fault(words)))
    case .json: self = .text((["error": .string(words)] as JSONObject).line + "\n", .json)
    case .text: self = .text(words + "\n", .text)
    }
    switch error {
    case BuildError.nothingBuilt: status = 404
    case is InputError: status = 404
    default: status = 500
    }
  }
}
