import OpenAIClient
import TropeModel

/// What a run has made, and when to look at the account's list for twins of it: a gateway that got no answer to a creation asks
/// for the batch again by itself and says nothing of it, so that the server has two and bills both.
struct MadeBatches: Sendable {
  private var ids: Set<String> = []
  /// When the last of them was made, by the steady clock.
  private var last: Timestamp?
  /// Whether the list was not seen since, and whether a creation since then may have been made twice.
  private var isUnseen = false
  private var isSuspect = false
  /// When the first that no list was seen after was made: seconds since 1970 by the server's clock.
  private var oldest: Int64?
  /// Whether the server's list shows what it has; `nil` before that is known.
  private var lists: Bool?

  /// A creation that takes longer was perhaps asked for more than once.
  static let slow: Duration = .seconds(30)
  /// A list may not have at once what was made.
  private static let settling: Duration = .seconds(3)
  /// So many seconds may lie between twins: a gateway may wait for minutes before it asks again.
  private static let reach: Int64 = 3_600

  /// Takes in a batch that the server has made.
  mutating func note(_ remote: RemoteBatch, at now: Timestamp, isSuspect: Bool) {
    ids.insert(remote.id)
    if !isUnseen {
      oldest = remote.createdAt
    } else if let before = oldest {
      oldest = remote.createdAt.map { min($0, before) }
    }
    last = now
    isUnseen = true
    self.isSuspect = self.isSuspect || isSuspect
  }

  /// Whether a look is worth its call now.
  ///
  /// - Parameter laneHasEnded: then every creation is looked after.
  func isDue(at now: Timestamp, laneHasEnded: Bool) -> Bool {
    guard let last, isUnseen, lists != false else { return false }
    return laneHasEnded || isSuspect && now - last >= Self.settling
  }

  /// A look is made now.
  ///
  /// - Returns: whether a batch of the list is too old to be a twin of what it is made for.
  mutating func look() -> @Sendable (RemoteBatch) -> Bool {
    (isUnseen, isSuspect) = (false, false)
    guard let oldest else { return { _ in false } }
    return { $0.createdAt.map { $0 < oldest - Self.reach } ?? false }
  }

  /// That look came to nothing.
  ///
  /// - Parameter isForGood: whether the server has no such list.
  mutating func missed(isForGood: Bool) {
    // Once more when the lane has ended.
    isUnseen = true
    if isForGood { lists = false }
  }

  /// A twin is there and could not be cancelled: that is tried again at the next look, which is due soon.
  mutating func isTwinLeft() { (isUnseen, isSuspect) = (true, true) }

  /// The list was seen, whoever asked for it then.
  mutating func listed(_ remotes: [RemoteBatch], askedAt moment: Timestamp) {
    guard let last else { return }
    let isSettled = moment - last >= Self.settling
    if remotes.contains(where: { ids.contains($0.id) }) {
      lists = true
    } else if isSettled, lists == nil {
      lists = false
    }
    if isSettled { (isUnseen, isSuspect) = (false, false) }
  }
}
