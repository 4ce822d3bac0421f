import Basics

/// What was spent in the last so many milliseconds, and what the server said about it.
///
/// A server may count by a refilled bucket, by a fixed window of unknown phase, or by a sliding one. Whoever
/// spends no more than the limit in *any* window of that length satisfies all three.
struct SlidingWindow: Sendable {
  /// Things spent close to each other, kept together to keep a day's list short.
  private struct Entry {
    let first: Int64
    var last: Int64
    var amount: Int
  }

  /// What may be spent in one window; at least 1.
  private(set) var limit: Int
  private let length: Int64
  /// Things spent within this many milliseconds become one entry, which leaves the window as a whole, with the
  /// last of them.
  private let grain: Int64
  private var entries: [Entry] = []
  private var head = 0
  /// What is in the window by our own count.
  private(set) var used = 0
  /// How much more the server counts than we do; negative where it counts less.
  private var correction = 0
  private var correctionEnds: Int64 = .min

  init(limit: Int, length: Int64, grain: Int64) {
    self.limit = max(1, limit)
    self.length = length
    self.grain = grain
  }

  mutating func setLimit(_ limit: Int) { self.limit = max(1, limit) }

  /// Forgets what has left the window.
  mutating func advance(to now: Int64) {
    while head < entries.count, entries[head].last + length <= now {
      used -= entries[head].amount
      head += 1
    }
    if head > 512, head * 2 > entries.count {
      entries.removeFirst(head)
      head = 0
    }
  }

  mutating func add(_ amount: Int, at time: Int64) {
    used += amount
    if entries.count > head, let last = entries.last {
      let time = max(time, last.last)
      if time - last.first <= grain {
        entries[entries.count - 1].last = time
        entries[entries.count - 1].amount += amount
      } else {
        entries.append(Entry(first: time, last: time, amount: amount))
      }
    } else {
      entries.append(Entry(first: time, last: time, amount: amount))
    }
  }

  /// Changes what was spent at a moment, if that is still in the window.
  mutating func change(by delta: Int, at time: Int64) {
    let place = entries[head...].bisect { $0.last < time }
    guard place < entries.count, entries[place].first <= time else { return }
    let amount = max(0, entries[place].amount + delta)
    used += amount - entries[place].amount
    entries[place].amount = amount
  }

  /// Takes the server's word for what was left at a moment when we had counted `ownUse`.
  ///
  /// It also counts where it leaves more than our own count, but then by a hundredth of the limit at least:
  /// requests overtake each other on their way, and one that arrives before its elder reads a remainder that is a
  /// little too good.
  mutating func observe(remaining: Int, ownUse: Int, until: Int64) {
    let difference = (limit - ownUse) - remaining
    correction = -difference > limit / 100 ? difference : max(0, difference)
    correctionEnds = until
  }

  /// What is left at a moment; negative where the limit has been lowered below what was spent.
  mutating func room(at now: Int64) -> Int {
    advance(to: now)
    return limit - used - (now < correctionEnds ? correction : 0)
  }

  /// The earliest moment, not before `now`, with room for an amount. An amount above the limit waits for the
  /// window to be empty.
  mutating func earliest(for amount: Int, now: Int64) -> Int64 {
    let amount = min(amount, limit)
    if room(at: now) >= amount { return now }
    let uncorrected = momentWithout(used + amount - limit, now: now) ?? correctionEnds
    guard now < correctionEnds, correction != 0 else { return uncorrected }
    let corrected = momentWithout(used + correction + amount - limit, now: now)
    if let corrected, corrected < correctionEnds { return corrected }
    return max(correctionEnds, uncorrected)
  }

  /// The moment by which `excess` has left the window; `nil` where there is not so much in it.
  private func momentWithout(_ excess: Int, now: Int64) -> Int64? {
    if excess <= 0 { return now }
    var freed = 0
    var index = head
    while index < entries.count {
      freed += entries[index].amount
      if freed >= excess { return max(now, entries[index].last + length) }
      index += 1
    }
    return nil
  }
}
