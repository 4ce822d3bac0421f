import Basics
import CCurl

import Glibc

extension CurlTransfer {
  /// Tells an easy handle everything about this transfer. False where curl refuses an option.
  ///
  /// - Parameter isLoopback: whether it goes to this machine.
  func configure(
    _ easy: UnsafeMutableRawPointer, _ options: CurlOptions, isLoopback: Bool
  ) -> Bool {
    self.easy = easy
    largestBody = min(options.maxResponseBytes, request.longestAnswer ?? .max)
    let context = Unmanaged.passUnretained(self).toOpaque()
    var codes: [CURLcode] = []
    func flag(_ option: CURLoption, _ value: Int) {
      codes.append(ccurl_set_long(easy, option, value))
    }
    func text(_ option: CURLoption, _ value: String) {
      codes.append(ccurl_set_string(easy, option, value))
    }

    text(CURLOPT_URL, request.url)
    codes.append(ccurl_set_pointer(easy, CURLOPT_PRIVATE, context))
    codes.append(ccurl_allow_http_only(easy))
    flag(CURLOPT_NOSIGNAL, 1)
    flag(CURLOPT_FOLLOWLOCATION, 0)
    flag(CURLOPT_TCP_NODELAY, 1)
    flag(CURLOPT_TCP_KEEPALIVE, 1)
    flag(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    flag(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // With TLS the handshake tells within its own time whether one connection will do for all;
    // without, the first answer would have to be awaited.
    flag(CURLOPT_PIPEWAIT, request.url.lowercased().hasPrefix("https:") ? 1 : 0)
    flag(CURLOPT_SSL_VERIFYPEER, 1)
    flag(CURLOPT_SSL_VERIFYHOST, 2)
    if request.acceptsEncodings { text(CURLOPT_ACCEPT_ENCODING, "") }
    text(CURLOPT_USERAGENT, options.userAgent)
    if let bundle = options.caBundle { text(CURLOPT_CAINFO, bundle) }
    if let directory = options.caDirectory { text(CURLOPT_CAPATH, directory) }
    if let proxy = options.proxy {
      text(CURLOPT_PROXY, proxy)
    } else if isLoopback {
      // No proxy leads to this machine's own loopback, whatever the environment says.
      text(CURLOPT_PROXY, "")
    }
    flag(CURLOPT_CONNECTTIMEOUT_MS, request.timeouts.connect.curlMilliseconds)
    if let total = request.timeouts.total { flag(CURLOPT_TIMEOUT_MS, total.curlMilliseconds) }

    codes.append(ccurl_set_write_function(easy, CURLOPT_WRITEFUNCTION, receiveBody))
    codes.append(ccurl_set_pointer(easy, CURLOPT_WRITEDATA, context))
    codes.append(ccurl_set_write_function(easy, CURLOPT_HEADERFUNCTION, receiveHeader))
    codes.append(ccurl_set_pointer(easy, CURLOPT_HEADERDATA, context))
    if idleLimit != nil {
      // curl calls it for every transfer at every turn.
      flag(CURLOPT_NOPROGRESS, 0)
      codes.append(ccurl_set_progress_function(easy, receiveProgress))
      codes.append(ccurl_set_pointer(easy, CURLOPT_XFERINFODATA, context))
    }
    // Where curl is too old to tell when the connection stands, the request counts as begun at
    // once.
    hasBegun = ccurl_set_ready_function(easy, connectionIsReady, context) != CURLE_OK

    setBody(easy, context, &codes)
    setHeaders(easy, &codes)
    return codes.allSatisfy { $0 == CURLE_OK }
  }

  /// Frees what `configure` made; the handle works no more on this transfer.
  func release() {
    curl_slist_free_all(headerList)
    headerList = nil
    curl_mime_free(form)
    form = nil
    easy = nil
  }

  private func setBody(
    _ easy: UnsafeMutableRawPointer, _ context: UnsafeMutableRawPointer, _ codes: inout [CURLcode]
  ) {
    switch request.body {
    case .none where request.method == .post:
      codes.append(ccurl_set_long(easy, CURLOPT_POST, 1))
      codes.append(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, 0))
      codes.append(ccurl_set_string(easy, CURLOPT_COPYPOSTFIELDS, ""))
    case .none: break
    case .bytes(let bytes):
      // By a read function that cannot be rewound: curl repeats a request by itself when a kept
      // connection dies before the answer, up to five times, but not once bytes are gone that it
      // cannot have back. A POST that costs is repeated by nobody but the caller.
      codes.append(ccurl_set_long(easy, CURLOPT_POST, 1))
      codes.append(ccurl_set_offset(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(bytes.count)))
      codes.append(ccurl_set_read_function(easy, sendBody))
      codes.append(ccurl_set_pointer(easy, CURLOPT_READDATA, context))
    case .multipart(let fields, let file):
      // A form can be rewound; a new connection is never repeated.
      codes.append(ccurl_set_long(easy, CURLOPT_FRESH_CONNECT, 1))
      setForm(easy, fields, file, &codes)
    }
    if request.method == .delete {
      codes.append(ccurl_set_string(easy, CURLOPT_CUSTOMREQUEST, "DELETE"))
    }
  }

  private func setForm(
    _ easy: UnsafeMutableRawPointer, _ fields: [(String, String)], _ file: HTTPRequest.FilePart,
    _ codes: inout [CURLcode]
  ) {
    form = curl_mime_init(easy)
    for (name, value) in fields {
      let part = curl_mime_addpart(form)
      codes.append(curl_mime_name(part, name))
      codes.append(curl_mime_data(part, value, value.utf8.count))
    }
    let part = curl_mime_addpart(form)
    codes.append(curl_mime_name(part, file.name))
    let opened = curl_mime_filedata(part, file.path)
    // It only fails where the file cannot be read, and then says no more.
    if opened != CURLE_OK { fault = CurlFailure.file(FileError(.read, file.path)) }
    codes.append(opened)
    codes.append(curl_mime_filename(part, file.fileName))
    codes.append(curl_mime_type(part, file.contentType))
    codes.append(ccurl_set_form(easy, form))
  }

  private func setHeaders(_ easy: UnsafeMutableRawPointer, _ codes: inout [CURLcode]) {
    var lines = request.headers.fields.map { field in
      // curl takes "name:" for "send none" and "name;" for an empty value.
      field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)"
    }
    // A server that ignores `Expect: 100-continue` costs a second for each large body.
    lines.append("Expect:")
    if case .none = request.body, request.method == .post { lines.append("Content-Type:") }
    for line in lines {
      guard let longer = curl_slist_append(headerList, line) else {
        codes.append(CURLE_OUT_OF_MEMORY)
        return
      }
      headerList = longer
    }
    codes.append(ccurl_set_headers(easy, headerList))
  }

  /// Whether an address is on this machine.
  static func isLoopback(_ url: String) -> Bool {
    let host = CurlFailure.host(of: url)
    return host == "localhost" || host == "[::1]" || host.hasPrefix("127.")
  }
}

// Functions that curl calls, on the engine's thread, with the transfer as context: the engine's
// table keeps it alive for as long as its handle is in use. They are free functions, as a closure
// written elsewhere could inherit an actor.

private func transfer(_ context: UnsafeMutableRawPointer?) -> CurlTransfer? {
  context.map { Unmanaged<CurlTransfer>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let length = size * count
  let buffer = UnsafeRawBufferPointer(start: bytes, count: length)
  guard let transfer = transfer(context), transfer.received(body: buffer) else {
    // Any other number than that of the bytes ends the transfer.
    return length == 0 ? 1 : 0
  }
  return length
}

private func receiveHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let length = size * count
  transfer(context)?.received(headerLine: UnsafeRawBufferPointer(start: bytes, count: length))
  return length
}

private func sendBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  let buffer = UnsafeMutableRawBufferPointer(start: bytes, count: size * count)
  return transfer(context)?.readBody(into: buffer) ?? 0
}

private func receiveProgress(
  _ context: UnsafeMutableRawPointer?, _ downTotal: curl_off_t, _ downNow: curl_off_t,
  _ upTotal: curl_off_t, _ upNow: curl_off_t
) -> Int32 {
  transfer(context)?.progressed(Int64(downNow) + Int64(upNow), now: CurlEngine.now())
  return 0
}

private func connectionIsReady(
  _ context: UnsafeMutableRawPointer?, _ remote: UnsafeMutablePointer<CChar>?,
  _ local: UnsafeMutablePointer<CChar>?, _ remotePort: Int32, _ localPort: Int32
) -> Int32 {
  let transfer = transfer(context)
  transfer?.hasBegun = true
  transfer?.lastProgress = CurlEngine.now()
  return 0
}

extension CurlEngine {
  /// Nanoseconds by a clock that never goes back.
  static func now() -> UInt64 {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return UInt64(now.tv_sec) * 1_000_000_000 + UInt64(now.tv_nsec)
  }
}
