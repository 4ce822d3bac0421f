/// The way through the pages of a list. It ends by itself: a server that leads in a circle, or says that there is
/// more and shows nothing new, cannot keep a caller turning pages for ever.
struct ListWalk {
  /// What to give as `after` for the next page.
  private(set) var after: String?
  /// Whether there is a next page.
  private(set) var goesOn = true
  /// Whether a page led back to one that was there, or there was no end of pages.
  private(set) var wentInCircle = false
  private var cursors: Set<String> = []
  private var seen: Set<String> = []

  /// So many pages are turned: an account with more batches than that is one whose list has no end.
  private static let mostPages = 1_000

  /// Takes a page in; returns what no page before had.
  mutating func take<Item>(_ page: RemotePage<Item>, id: (Item) -> String) -> [Item] {
    let news = page.items.filter { seen.insert(id($0)).inserted }
    after = page.next
    guard let next = page.next else {
      goesOn = false
      return news
    }
    goesOn =
      !news.isEmpty && cursors.insert(next).inserted && cursors.count < Self.mostPages
    wentInCircle = !goesOn && page.saysMore
    return news
  }
}
