/// Servers that count by rules of their own, written without a look at `RateBudget`: the judges of it.
protocol RateServer {
  /// Whether a request is admitted. Requests come in order of time (milliseconds).
  mutating func admits(tokens: Int, at time: Int64) -> Bool
}

/// A full bucket that is refilled steadily.
struct BucketServer: RateServer {
  let requests: Double
  let tokens: Double
  private var requestLevel: Double
  private(set) var tokenLevel: Double
  private var last: Int64 = 0

  init(requestsPerMinute: Int, tokensPerMinute: Int) {
    requests = Double(requestsPerMinute)
    tokens = Double(tokensPerMinute)
    requestLevel = requests
    tokenLevel = tokens
  }

  mutating func admits(tokens count: Int, at time: Int64) -> Bool {
    let minutes = Double(time - last) / 60_000
    last = time
    requestLevel = min(requests, requestLevel + minutes * requests)
    tokenLevel = min(tokens, tokenLevel + minutes * tokens)
    guard requestLevel >= 1, tokenLevel >= Double(count) else { return false }
    requestLevel -= 1
    tokenLevel -= Double(count)
    return true
  }
}

/// Counts from nought at each turn of a minute, or of another period.
struct FixedWindowServer: RateServer {
  let requests: Int
  let tokens: Int
  let length: Int64
  let phase: Int64
  private var window: Int64 = -1
  private var requestCount = 0
  private var tokenCount = 0

  init(requests: Int, tokens: Int, length: Int64 = 60_000, phase: Int64) {
    self.requests = requests
    self.tokens = tokens
    self.length = length
    self.phase = phase
  }

  mutating func admits(tokens count: Int, at time: Int64) -> Bool {
    let window = (time + phase) / length
    if window != self.window {
      self.window = window
      requestCount = 0
      tokenCount = 0
    }
    guard requestCount < requests, tokenCount + count <= tokens else { return false }
    requestCount += 1
    tokenCount += count
    return true
  }
}

/// Looks back over the last minute, or another period, at each request.
struct SlidingServer: RateServer {
  let requests: Int
  let tokens: Int
  let length: Int64
  private var log: [(time: Int64, tokens: Int)] = []
  private var head = 0
  private var tokenCount = 0

  init(requests: Int, tokens: Int, length: Int64 = 60_000) {
    self.requests = requests
    self.tokens = tokens
    self.length = length
  }

  mutating func admits(tokens count: Int, at time: Int64) -> Bool {
    while head < log.count, log[head].time + length <= time {
      tokenCount -= log[head].tokens
      head += 1
    }
    guard log.count - head < requests, tokenCount + count <= tokens else { return false }
    log.append((time, count))
    tokenCount += count
    return true
  }
}
