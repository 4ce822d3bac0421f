import Basics
import CCurl

/// Every failure of this module and its words. They name the host; never a header, never a body.
enum CurlFailure {
  /// What curl's result means for a transfer; what a callback found wrong comes first.
  static func from(_ code: CURLcode, _ transfer: CurlTransfer) -> TransportFailure {
    if let fault = transfer.fault { return fault }
    var kind = kind(code)
    // Cut before the connection stood: it never did. Most often a proxy would not make it.
    if kind == .connectionCut, !transfer.hasBegun { kind = .cannotConnect }
    // libcurl says the same of a process that may open no more files as of a host that refuses.
    if !transfer.hasBegun, kind != .tls, let limit = OpenFiles.limitReached {
      return tooManyFiles(limit)
    }
    return TransportFailure(
      kind: kind, message: message(kind, code, transfer), requestMayHaveRun: transfer.hasBegun)
  }

  /// libcurl's codes, grouped by what a caller does about them.
  static func kind(_ code: CURLcode) -> TransportFailure.Kind {
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: .nameNotResolved
    case CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: .cannotConnect
    case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ENGINE_NOTFOUND,
      CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
      CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_SHUTDOWN_FAILED,
      CURLE_SSL_CRL_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
      CURLE_SSL_INVALIDCERTSTATUS:
      .tls
    case CURLE_OPERATION_TIMEDOUT: .timedOut
    case CURLE_GOT_NOTHING, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_PARTIAL_FILE, CURLE_HTTP2,
      CURLE_HTTP2_STREAM, CURLE_SEND_FAIL_REWIND, CURLE_WEIRD_SERVER_REPLY,
      CURLE_BAD_CONTENT_ENCODING:
      .connectionCut
    case CURLE_ABORTED_BY_CALLBACK: .cancelled
    case CURLE_FILESIZE_EXCEEDED: .tooLarge
    case CURLE_READ_ERROR, CURLE_FILE_COULDNT_READ_FILE: .file
    default: .other
    }
  }

  /// Cancelled by the task that waited for it.
  static func cancelled(_ transfer: CurlTransfer) -> TransportFailure {
    TransportFailure(
      kind: .cancelled, message: "the request was cancelled", requestMayHaveRun: transfer.hasBegun)
  }

  /// Posted after `close`.
  static let closed = TransportFailure(
    kind: .cancelled, message: "the connection to the network is closed", requestMayHaveRun: false)

  /// No byte for as long as the request allows.
  static func idle(_ transfer: CurlTransfer) -> TransportFailure {
    let limit = transfer.request.timeouts.idle.map(spelled) ?? "too long"
    return TransportFailure(
      kind: .timedOut, message: "no byte from '\(host(of: transfer.request.url))' for \(limit)",
      requestMayHaveRun: transfer.hasBegun)
  }

  /// More body than is taken into memory; the server has done its work by then.
  static func tooLarge(_ limit: Int) -> TransportFailure {
    TransportFailure(
      kind: .tooLarge, message: "the answer is larger than \(limit) bytes", requestMayHaveRun: true)
  }

  /// A local file that fails; the request counts as run for all but reading, which comes before it.
  static func file(_ error: FileError) -> TransportFailure {
    TransportFailure(
      kind: .file, message: "\(error)", requestMayHaveRun: error.operation != .read)
  }

  /// The process has as many open files as it may have; no connection was made.
  static func tooManyFiles(_ limit: UInt) -> TransportFailure {
    TransportFailure(
      kind: .cannotConnect,
      message:
        "this process may have no more than \(limit) open files (raise that by 'ulimit -n', or lower "
        + "'lanes.realtime.concurrency')",
      requestMayHaveRun: false)
  }

  /// The host of an address in lower case, IPv6 in brackets; empty where there is none.
  static func host(of url: String) -> String {
    guard let parsed = curl_url() else { return "" }
    defer { curl_url_cleanup(parsed) }
    var text: UnsafeMutablePointer<CChar>?
    guard curl_url_set(parsed, CURLUPART_URL, url, 0) == CURLUE_OK,
      curl_url_get(parsed, CURLUPART_HOST, &text, 0) == CURLUE_OK, let text
    else { return "" }
    defer { curl_free(text) }
    return String(cString: text).lowercased()
  }

  private static func message(
    _ kind: TransportFailure.Kind, _ code: CURLcode, _ transfer: CurlTransfer
  ) -> String {
    let timeouts = transfer.request.timeouts
    let host = host(of: transfer.request.url)
    switch kind {
    case .cannotConnect where code != CURLE_COULDNT_CONNECT:
      return "cannot connect to '\(host)': the way there, perhaps a proxy, refused it"
    case .cannotConnect: return "cannot connect to '\(host)'"
    case .nameNotResolved: return "the name '\(host)' (or its proxy's) cannot be resolved"
    case .timedOut where !transfer.hasBegun:
      return "no connection to '\(host)' within \(spelled(timeouts.connect))"
    case .timedOut:
      return "no whole answer from '\(host)' within \(timeouts.total.map(spelled) ?? "its time")"
    case .connectionCut: return "'\(host)' cut the connection before its answer was whole"
    // What our own writing finds wrong has a message of its own by now.
    case .other where code == CURLE_WRITE_ERROR:
      return "the answer of '\(host)' is packed in a way that cannot be unpacked"
    case .tls: return "no trusted connection to '\(host)': \(detail(code))"
    case .cancelled, .tooLarge, .file, .other:
      return "the request to '\(host)' failed: \(detail(code))"
    }
  }

  /// curl's own words, in this project's form.
  private static func detail(_ code: CURLcode) -> String {
    var text = String(cString: curl_easy_strerror(code))
    if text.hasSuffix(".") { text.removeLast() }
    // "SSL …" stays as it is, "Out of memory" becomes "out of memory".
    let isWord = text.dropFirst().first?.isLowercase == true
    return isWord ? text.prefix(1).lowercased() + text.dropFirst() : text
  }

  private static func spelled(_ duration: Duration) -> String {
    let milliseconds = duration.wholeNanoseconds / 1_000_000
    return milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
  }
}
