import Basics
import CCurl
import Testing

@testable import OpenAIClient

import Glibc

@Suite struct SocketWatchTests {
  /// Two sockets, each the other's end, closed at the end.
  private final class Pair {
    let ends: [Int32]

    init() throws {
      var ends: [Int32] = [-1, -1]
      let kind = Int32(SOCK_STREAM.rawValue)
      try #require(socketpair(AF_UNIX, kind, 0, &ends) == 0)
      self.ends = ends
    }

    func say() throws {
      var byte: UInt8 = 1
      try #require(write(ends[1], &byte, 1) == 1)
    }

    deinit { for end in ends { close(end) } }
  }

  private func watch() throws -> (SocketWatch, CallPipe) {
    let calls = try #require(CallPipe())
    return (SocketWatch(calls: calls), calls)
  }

  /// What is there without waiting: by socket, the mask of what.
  private func news(_ watch: inout SocketWatch) -> [Int32: Int32] {
    Dictionary(uniqueKeysWithValues: watch.wait(0).map { ($0.socket, $0.mask) })
  }

  @Test func `tells which of the sockets have news, and of what`() throws {
    var (watch, _) = try watch()
    let pairs = try (0..<3).map { _ in try Pair() }
    for pair in pairs { watch.watch(pair.ends[0], CURL_POLL_IN) }
    let before = news(&watch)
    try pairs[1].say()
    let said = news(&watch)
    watch.watch(pairs[1].ends[0], CURL_POLL_INOUT)
    let both = news(&watch)
    #expect(before.isEmpty)
    #expect(said == [pairs[1].ends[0]: CURL_CSELECT_IN])
    #expect(both == [pairs[1].ends[0]: CURL_CSELECT_IN | CURL_CSELECT_OUT])
  }

  @Test func `a socket that is to be watched no more is silent, the others are not`() throws {
    var (watch, _) = try watch()
    let pairs = try (0..<3).map { _ in try Pair() }
    for pair in pairs {
      watch.watch(pair.ends[0], CURL_POLL_IN)
      try pair.say()
    }
    watch.watch(pairs[0].ends[0], CURL_POLL_REMOVE)
    watch.watch(pairs[0].ends[0], CURL_POLL_REMOVE)
    let two = news(&watch)
    watch.watch(pairs[2].ends[0], CURL_POLL_REMOVE)
    let one = news(&watch)
    #expect(!watch.isWatched(pairs[0].ends[0]))
    #expect(Set(two.keys) == [pairs[1].ends[0], pairs[2].ends[0]])
    #expect(Set(one.keys) == [pairs[1].ends[0]])
  }

  @Test func `the other end's closing is read as an end`() throws {
    var (watch, _) = try watch()
    let pair = try Pair()
    watch.watch(pair.ends[0], CURL_POLL_IN)
    shutdown(pair.ends[1], Int32(SHUT_RDWR))
    let ended = news(&watch)
    #expect(ended == [pair.ends[0]: CURL_CSELECT_IN])
  }

  @Test func `a call ends the waiting, and is over then`() throws {
    var (watch, calls) = try watch()
    calls.call()
    calls.call()
    // Had the call not come through, this would wait until the test is given up.
    let called = watch.wait(600_000)
    let pair = try Pair()
    watch.watch(pair.ends[0], CURL_POLL_IN)
    let after = news(&watch)
    #expect(called.isEmpty)
    #expect(after.isEmpty)
  }

  @Test func `the timer is due once each time that it is set`() throws {
    var (watch, _) = try watch()
    #expect(watch.timerDue == .max)
    watch.setTimer(1_000)
    let due = watch.timerDue
    let isDue = [watch.takeTimer(due - 1), watch.takeTimer(due), watch.takeTimer(due)]
    #expect(isDue == [false, true, false])
    watch.setTimer(5)
    watch.setTimer(-1)
    #expect(watch.timerDue == .max)
  }
}
