import Basics
import CCurl

/// One request on its way.
///
/// `@unchecked Sendable`: the caller sets `continuation` before it posts the transfer to the
/// engine, whose lock orders that before everything else; from then on only the engine's thread
/// touches any of it.
final class CurlTransfer: @unchecked Sendable {
  /// What a transfer that came to an answer gives.
  struct Outcome: Sendable {
    var response: HTTPResponse
    /// The body, where it went to a file: not yet under its name.
    var file: PartFile?
  }

  typealias Continuation = CheckedContinuation<Result<Outcome, TransportFailure>, Never>

  let request: HTTPRequest
  /// Where the body of a 2xx answer goes; `nil`: into memory.
  let destination: String?
  /// Resumed exactly once, by `finish`.
  var continuation: Continuation?

  // From here on the engine's.

  /// The easy handle and what must live as long as it works on this transfer.
  var easy: UnsafeMutableRawPointer?
  var headerList: UnsafeMutablePointer<curl_slist>?
  var form: OpaquePointer?
  /// Whether cancellation came, perhaps before the start.
  var isCancelled = false
  /// Whether the connection stood, so that bytes of the request may have left.
  var hasBegun = false
  /// When a byte moved last, on the engine's clock, in nanoseconds.
  var lastProgress: UInt64 = 0
  /// Why a callback ended the transfer.
  var fault: TransportFailure?
  var response = HTTPResponse(status: 0)
  var largestBody = Int.max

  private var file: PartFile?
  private var bodyPosition = 0
  private var movedBytes: Int64 = 0

  init(request: HTTPRequest, destination: String?) {
    self.request = request
    self.destination = destination
  }

  /// The longest time without progress, in nanoseconds.
  var idleLimit: UInt64? { request.timeouts.idle?.wholeNanoseconds }

  /// Hands the result to the caller, once.
  func finish(_ result: Result<HTTPResponse, TransportFailure>) {
    let whole: Result<Outcome, TransportFailure>
    switch result {
    case .success(let response):
      // An answer without a byte of body still makes its (empty) file.
      if goesToFile, file == nil, fault == nil { openFile() }
      if let fault {
        file?.discard()
        whole = .failure(fault)
      } else {
        whole = .success(Outcome(response: response, file: file))
      }
    case .failure(let failure):
      file?.discard()
      whole = .failure(failure)
    }
    file = nil
    continuation?.resume(returning: whole)
    continuation = nil
  }

  /// Takes in a line of the head; a new status line (after a `100`) starts it afresh.
  func received(headerLine line: UnsafeRawBufferPointer) {
    if line.starts(with: "HTTP/".utf8) {
      let code = line.drop { $0 != 0x20 }.drop { $0 == 0x20 }.prefix(while: \.isDigit)
      response.status = Int(String(decoding: code, as: UTF8.self)) ?? 0
      response.headers = HTTPHeaders()
      return
    }
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return }
    response.headers.add(trimmed(line[..<colon]), trimmed(line[(colon + 1)...]))
  }

  /// Takes in a piece of the body; false ends the transfer, `fault` says why.
  func received(body: UnsafeRawBufferPointer) -> Bool {
    if goesToFile {
      if file == nil { openFile() }
      do throws(TransportFailure) { try file?.append(body) } catch { fault = error }
      return fault == nil
    }
    let room = largestBody - response.body.count
    guard body.count <= room else {
      if largestBody == request.longestAnswer {
        response.body.append(contentsOf: body.prefix(room))
        response.isCutOff = true
      } else {
        fault = CurlFailure.tooLarge(largestBody)
      }
      return false
    }
    response.body.append(contentsOf: body)
    return true
  }

  /// Fills `buffer` with the next bytes of the request's body and says how many.
  func readBody(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    guard case .bytes(let bytes) = request.body else { return 0 }
    let count = min(buffer.count, bytes.count - bodyPosition)
    buffer.copyBytes(from: bytes[bodyPosition..<bodyPosition + count])
    bodyPosition += count
    return count
  }

  /// Takes in how many bytes have moved so far.
  func progressed(_ total: Int64, now: UInt64) {
    guard total != movedBytes else { return }
    movedBytes = total
    lastProgress = now
  }

  private var goesToFile: Bool {
    destination != nil && (200..<300).contains(response.status)
      && response.headers["content-type"]?.lowercased().hasPrefix("text/html") != true
  }

  private func openFile() {
    guard let destination else { return }
    do throws(TransportFailure) { file = try PartFile(for: destination) } catch { fault = error }
  }

  private func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> String {
    let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    guard let first = text.firstIndex(where: { !isSpace($0) }),
      let last = text.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(decoding: text[first...last], as: UTF8.self)
  }
}

extension Duration {
  /// Not below zero and bounded at some centuries.
  var wholeNanoseconds: UInt64 {
    let parts = components
    guard parts.seconds >= 0 else { return 0 }
    return UInt64(min(parts.seconds, 9_000_000_000)) * 1_000_000_000
      + UInt64(max(0, parts.attoseconds) / 1_000_000_000)
  }

  /// Milliseconds for curl, where 0 means "none" and so the least is 1.
  var curlMilliseconds: Int { max(1, Int(clamping: wholeNanoseconds / 1_000_000)) }
}
