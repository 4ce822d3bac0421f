import Basics
import CCurl

import Glibc

/// What the engine's thread waits for: libcurl's sockets, libcurl's timer, and a call from other threads.
///
/// libcurl says which sockets it wants watched, and is told which of them have news: a turn costs what has happened, not
/// what is under way. `poll` and not `epoll`, which not every system has: for some hundred sockets it costs little.
struct SocketWatch {
  /// The first is the reading end of the pipe that others call through.
  private var watched: [pollfd]
  private var places: [Int32: Int] = [:]
  /// When libcurl's timer is due, on the engine's clock, in nanoseconds; `.max` for never.
  private(set) var timerDue = UInt64.max
  private let calls: CallPipe

  init(calls: CallPipe) {
    self.calls = calls
    watched = [pollfd(fd: calls.reading, events: Int16(POLLIN), revents: 0)]
  }

  /// libcurl wants to know this of a socket from now on.
  mutating func watch(_ socket: Int32, _ what: Int32) {
    var events: Int16 = 0
    if what & CURL_POLL_IN != 0 { events |= Int16(POLLIN) }
    if what & CURL_POLL_OUT != 0 { events |= Int16(POLLOUT) }
    if what == CURL_POLL_REMOVE {
      guard let place = places.removeValue(forKey: socket) else { return }
      let last = watched.removeLast()
      guard place < watched.count else { return }
      watched[place] = last
      places[last.fd] = place
    } else if let place = places[socket] {
      watched[place].events = events
    } else {
      places[socket] = watched.count
      watched.append(pollfd(fd: socket, events: events, revents: 0))
    }
  }

  /// libcurl wants a turn after so many milliseconds; below 0 never.
  mutating func setTimer(_ milliseconds: Int) {
    timerDue =
      milliseconds < 0 ? .max : CurlEngine.now() &+ UInt64(milliseconds) &* 1_000_000
  }

  /// Whether the timer is due; then it is over, until libcurl sets it again.
  mutating func takeTimer(_ now: UInt64) -> Bool {
    guard now >= timerDue else { return false }
    timerDue = .max
    return true
  }

  /// Whether libcurl still wants to know of a socket.
  func isWatched(_ socket: Int32) -> Bool { places[socket] != nil }

  /// Waits for news, a call, or the end of `milliseconds`.
  ///
  /// - Returns: the sockets with news, each with libcurl's mask of what.
  mutating func wait(_ milliseconds: Int32) -> [(socket: Int32, mask: Int32)] {
    guard poll(&watched, nfds_t(watched.count), milliseconds) > 0 else { return [] }
    if watched[0].revents != 0 { calls.drain() }
    return watched.dropFirst().filter { $0.revents != 0 }.map { ($0.fd, Self.mask($0)) }
  }

  /// As libcurl itself reads what `poll` says: an end or an error is found by reading, or else ends the sending.
  private static func mask(_ entry: pollfd) -> Int32 {
    func has(_ events: Int32) -> Bool { Int32(entry.revents) & events != 0 }
    var mask: Int32 = 0
    if Int32(entry.events) & POLLIN != 0, has(POLLIN | POLLERR | POLLHUP) {
      mask |= CURL_CSELECT_IN
    }
    if has(POLLOUT) { mask |= CURL_CSELECT_OUT }
    if Int32(entry.events) & POLLOUT != 0, has(POLLERR | POLLHUP) { mask |= CURL_CSELECT_ERR }
    if has(POLLNVAL) { mask |= CURL_CSELECT_ERR }
    return mask
  }
}
