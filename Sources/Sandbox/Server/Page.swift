import Formats

/// How much of a list is asked for.
struct Page: Sendable, Hashable {
  /// The most elements.
  var limit: Int
  /// The id of the last element that was seen.
  var after: String?
  /// Oldest first; else newest first.
  var isAscending: Bool

  /// Reads `limit`, `after` and `order` of a query.
  init(
    _ query: [String: String], defaultLimit: Int, mostLimit: Int
  ) throws(APIFailure) {
    limit = defaultLimit
    if let text = query["limit"] {
      guard let number = Int(text) else { throw .wrongType("limit", expected: "an integer") }
      guard (1...mostLimit).contains(number) else {
        throw .invalidValue("limit", text, expected: "an integer from 1 to \(mostLimit)")
      }
      limit = number
    }
    after = query["after"]
    let order = query["order"] ?? "desc"
    guard ["asc", "desc"].contains(order) else {
      throw .invalidValue("order", order, expected: "'asc' or 'desc'")
    }
    isAscending = order == "asc"
  }

  /// The list object with this page of elements, which come oldest first.
  func json<Element>(
    _ elements: [Element], id: (Element) -> String, missing: (String) -> APIFailure,
    json: (Element) -> JSON
  ) throws(APIFailure) -> JSON {
    var rest = (isAscending ? elements : elements.reversed())[...]
    if let after {
      guard let place = rest.firstIndex(where: { id($0) == after }) else { throw missing(after) }
      rest = rest[(place + 1)...]
    }
    let page = rest.prefix(limit)
    return [
      "object": "list", "data": .array(page.map(json)), "first_id": JSON(page.first.map(id)),
      "last_id": JSON(page.last.map(id)), "has_more": .bool(rest.count > page.count),
    ]
  }
}
