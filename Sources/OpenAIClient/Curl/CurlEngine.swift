import Basics
import CCurl

import Glibc

/// The thread that owns the multi handle and every easy handle. Others leave commands in its inbox
/// and wake it up.
///
/// `@unchecked Sendable`: what is marked as shared is touched under `lock` only; all else by the
/// engine's thread only.
final class CurlEngine: @unchecked Sendable {
  /// What others ask of the thread.
  enum Command {
    case start(CurlTransfer)
    case cancel(CurlTransfer)
  }

  private let options: CurlOptions
  private let lock = Lock()

  // Shared.
  private var inbox: [Command] = []
  private var isClosing = false
  /// Set as long as the thread runs: so long it may be woken up.
  private var calls: CallPipe?
  private var thread: pthread_t?

  // The thread's.
  private var multi: UnsafeMutableRawPointer?
  private var sockets: SocketWatch?
  private var underWay: [UnsafeMutableRawPointer: CurlTransfer] = [:]
  private var spareHandles: [UnsafeMutableRawPointer] = []
  /// What was found out of the last address: nearly all requests have the same.
  private var lastAddress: (url: String, isLoopback: Bool)?
  /// No transfer can have been idle for too long before this moment: progress only puts it off.
  private var nextIdleCheck = UInt64.max

  private static let mostSpareHandles = 128
  /// Of itself libcurl keeps four connections for each transfer that is under way at the moment, and closes the others: with
  /// 256 in flight at a quick server, a quarter of all requests began with a connection of their own. No more are kept than
  /// were ever needed at once.
  private static let mostKeptConnections = 4_096
  /// From so many transfers on, news is left to gather before it is looked at, or waking up for each byte that comes would
  /// cost more than the transfers.
  private static let crowd = 32
  /// In microseconds: what it adds to a request is little beside the time of an answer.
  private static let crowdNap: UInt32 = 2_000
  /// Once for the process, as libcurl asks.
  private static let globalCode = curl_global_init(Int(CURL_GLOBAL_DEFAULT))

  init(options: CurlOptions) { self.options = options }

  /// Starts the thread. Where that fails every request fails.
  func start() {
    guard Self.globalCode == CURLE_OK, let calls = CallPipe(), let multi = curl_multi_init() else {
      lock.withLock { isClosing = true }
      return
    }
    let engine = Unmanaged.passUnretained(self).toOpaque()
    sockets = SocketWatch(calls: calls)
    _ = ccurl_multi_set_socket_function(multi, watchEngineSocket, engine)
    _ = ccurl_multi_set_timer_function(multi, setEngineTimer, engine)
    _ = ccurl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
    _ = ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, Self.mostKeptConnections)
    if options.maxConnectionsPerHost > 0 {
      _ = ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, options.maxConnectionsPerHost)
    }
    self.multi = multi
    let context = Unmanaged.passRetained(self)
    var created = pthread_t()
    lock.withLock {
      self.calls = calls
      let code = pthread_create(&created, nil, runEngine, context.toOpaque())
      if code == 0 {
        thread = created
      } else {
        isClosing = true
        self.calls = nil
        curl_multi_cleanup(multi)
        context.release()
      }
    }
  }

  /// Leaves a command for the thread. After `close` a start fails at once.
  func post(_ command: Command) {
    let isAccepted = lock.withLock {
      guard !isClosing, let calls else { return false }
      inbox.append(command)
      // Whoever left the first command has woken the thread, which takes all that it finds.
      if inbox.count == 1 { calls.call() }
      return true
    }
    if !isAccepted, case .start(let transfer) = command {
      transfer.finish(.failure(CurlFailure.closed))
    }
  }

  /// Ends all transfers and waits for the thread's end.
  func close() {
    let joined = lock.withLock { () -> pthread_t? in
      isClosing = true
      calls?.call()
      defer { thread = nil }
      return thread
    }
    if let joined { pthread_join(joined, nil) }
  }

  /// The thread's life.
  fileprivate func run() {
    guard let multi else { return }
    while true {
      if underWay.count >= Self.crowd { usleep(Self.crowdNap) }
      let longest = pollMilliseconds(CurlEngine.now())
      let news = sockets?.wait(longest) ?? []
      let (commands, isClosing) = lock.withLock {
        defer { inbox = [] }
        return (inbox, self.isClosing)
      }
      for command in commands { obey(command, multi) }
      if isClosing { break }
      var running: Int32 = 0
      // One may be closed by what another brings.
      for (socket, mask) in news where sockets?.isWatched(socket) == true {
        curl_multi_socket_action(multi, socket, mask, &running)
      }
      let now = CurlEngine.now()
      if sockets?.takeTimer(now) == true {
        curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
      }
      collectEnded(multi)
      if now >= nextIdleCheck { endIdle(multi, now) }
    }
    shutDown(multi)
  }

  /// libcurl says what to watch.
  fileprivate func watch(_ socket: Int32, _ what: Int32) { sockets?.watch(socket, what) }

  /// libcurl says when it wants a turn.
  fileprivate func setTimer(_ milliseconds: Int) { sockets?.setTimer(milliseconds) }

  private func obey(_ command: Command, _ multi: UnsafeMutableRawPointer) {
    switch command {
    case .start(let transfer): start(transfer, multi)
    case .cancel(let transfer):
      // It can come before the start, and after the end.
      transfer.isCancelled = true
      if let easy = transfer.easy {
        release(easy, multi)
        transfer.finish(.failure(CurlFailure.cancelled(transfer)))
      }
    }
  }

  private func start(_ transfer: CurlTransfer, _ multi: UnsafeMutableRawPointer) {
    if transfer.isCancelled { return transfer.finish(.failure(CurlFailure.cancelled(transfer))) }
    guard let easy = spareHandles.popLast() ?? curl_easy_init() else {
      return transfer.finish(.failure(CurlFailure.from(CURLE_OUT_OF_MEMORY, transfer)))
    }
    underWay[easy] = transfer
    transfer.lastProgress = CurlEngine.now()
    let isLoopback = isLoopback(transfer.request.url)
    guard transfer.configure(easy, options, isLoopback: isLoopback),
      curl_multi_add_handle(multi, easy) == CURLM_OK
    else {
      let failure = transfer.fault ?? CurlFailure.from(CURLE_FAILED_INIT, transfer)
      transfer.hasBegun = false
      release(easy, nil)
      return transfer.finish(.failure(failure))
    }
    if let idle = transfer.idleLimit {
      nextIdleCheck = min(nextIdleCheck, transfer.lastProgress &+ idle)
    }
  }

  private func isLoopback(_ url: String) -> Bool {
    if let lastAddress, lastAddress.url == url { return lastAddress.isLoopback }
    let isLoopback = CurlTransfer.isLoopback(url)
    lastAddress = (url, isLoopback)
    return isLoopback
  }

  private func collectEnded(_ multi: UnsafeMutableRawPointer) {
    var left: Int32 = 0
    while let message = curl_multi_info_read(multi, &left) {
      guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle else {
        continue
      }
      // To be read before the handle is removed, which frees the message.
      let code = ccurl_message_result(message)
      guard let transfer = underWay[easy] else { continue }
      let result: Result<HTTPResponse, TransportFailure> =
        code == CURLE_OK || transfer.response.isCutOff
        ? .success(transfer.response) : .failure(CurlFailure.from(code, transfer))
      release(easy, multi)
      transfer.finish(result)
    }
  }

  /// Ends what had no byte for too long, and finds when to look next.
  private func endIdle(_ multi: UnsafeMutableRawPointer, _ now: UInt64) {
    nextIdleCheck = .max
    for (easy, transfer) in underWay {
      guard let idle = transfer.idleLimit else { continue }
      // Until the connection stands its own limit holds; from then on `lastProgress` is later than
      // now.
      let since = transfer.hasBegun ? transfer.lastProgress : now
      if now >= since &+ idle {
        let failure = CurlFailure.idle(transfer)
        release(easy, multi)
        transfer.finish(.failure(failure))
      } else {
        nextIdleCheck = min(nextIdleCheck, since &+ idle)
      }
    }
  }

  /// Takes the handle out of use, ready for the next transfer.
  private func release(_ easy: UnsafeMutableRawPointer, _ multi: UnsafeMutableRawPointer?) {
    if let multi { curl_multi_remove_handle(multi, easy) }
    underWay.removeValue(forKey: easy)?.release()
    curl_easy_reset(easy)
    if spareHandles.count < Self.mostSpareHandles {
      spareHandles.append(easy)
    } else {
      curl_easy_cleanup(easy)
    }
  }

  private func pollMilliseconds(_ now: UInt64) -> Int32 {
    let next = min(nextIdleCheck, sockets?.timerDue ?? .max)
    let wait = next > now ? (next - now) / 1_000_000 + 1 : 0
    return Int32(min(wait, 60_000))
  }

  private func shutDown(_ multi: UnsafeMutableRawPointer) {
    for (easy, transfer) in underWay {
      let failure = CurlFailure.cancelled(transfer)
      release(easy, multi)
      transfer.finish(.failure(failure))
    }
    for easy in spareHandles { curl_easy_cleanup(easy) }
    spareHandles = []
    let late = lock.withLock {
      calls = nil
      defer { inbox = [] }
      return inbox
    }
    for case .start(let transfer) in late { transfer.finish(.failure(CurlFailure.closed)) }
    curl_multi_cleanup(multi)
    self.multi = nil
  }
}

// Functions that libcurl calls on the engine's thread, which keeps the engine alive.

private func watchEngineSocket(
  _ easy: UnsafeMutableRawPointer?, _ socket: curl_socket_t, _ what: Int32,
  _ context: UnsafeMutableRawPointer?, _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
  if let context {
    Unmanaged<CurlEngine>.fromOpaque(context).takeUnretainedValue().watch(socket, what)
  }
  return 0
}

private func setEngineTimer(
  _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
  if let context {
    Unmanaged<CurlEngine>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds)
  }
  return 0
}

/// The thread's entry; it holds the engine for as long as it runs.
private func runEngine(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let context else { return nil }
  Unmanaged<CurlEngine>.fromOpaque(context).takeRetainedValue().run()
  return nil
}
