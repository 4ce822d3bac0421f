/// The list `lanes.realtime.endpoints`.
extension TropefileReader {
  mutating func readEndpoints(_ value: Node) {
    settings.lanes.realtime.endpoints = []
    if let scalar = value.scalar, scalar.isNull { return }
    guard case .sequence(let sequence) = value else {
      return add(.endpoint(.notAList(value.kind)), at: value.place)
    }
    guard !sequence.elements.isEmpty else { return add(.endpoint(.emptyList), at: value.place) }
    var found: [(endpoint: RealtimeEndpoint, isNamed: Bool, number: Int, place: Place)] = []
    for (index, element) in sequence.elements.enumerated() {
      refuseTag(of: element)
      guard case .mapping(let entries) = element else {
        add(.endpoint(.isNoDescription(number: index + 1, element.kind)), at: element.place)
        continue
      }
      var one = EndpointReader(number: index + 1, at: element.place)
      read(entries, into: &one)
      let finished = one.finish()
      add(one.faults)
      if let finished { found.append((finished, one.isNamed, index + 1, element.place)) }
    }
    // Two accounts of one server are told apart by their keys.
    for place in found.indices where !found[place].isNamed {
      let own = found[place].endpoint
      if let variable = own.keyVariable,
        found.contains(where: {
          $0.number != found[place].number && $0.endpoint.address == own.address
        })
      {
        found[place].endpoint.name += " (\(variable))"
      }
    }
    refuseDoubled(found)
    settings.lanes.realtime.endpoints = found.map(\.endpoint)
  }

  private mutating func read(_ entries: Node.Mapping, into one: inout EndpointReader) {
    var seen: Set<String> = []
    forEachEntry(of: entries) { reader, key, place, value in
      reader.refuseTag(of: value)
      // A repeated key is told already.
      guard seen.insert(key).inserted else { return }
      one.take(key, value, at: place)
      guard EndpointReader.sections.contains(key), case .mapping(let section) = value else {
        return
      }
      var inSection: Set<String> = []
      reader.forEachEntry(of: section) { reader, name, place, value in
        reader.refuseTag(of: value)
        guard inSection.insert(name).inserted else { return }
        one.takeInSection(key, name, value, at: place)
      }
    }
  }

  private mutating func refuseDoubled(
    _ found: [(endpoint: RealtimeEndpoint, isNamed: Bool, number: Int, place: Place)]
  ) {
    for (index, own) in found.enumerated() {
      let before = found[..<index]
      if let first = before.first(where: {
        $0.endpoint.address == own.endpoint.address
          && $0.endpoint.keyVariable == own.endpoint.keyVariable
          && $0.endpoint.model == own.endpoint.model
      }) {
        add(.endpoint(.doubled(own.endpoint.name, first: first.number)), at: own.place)
      } else if let first = before.first(where: { $0.endpoint.name == own.endpoint.name }) {
        add(.endpoint(.doubledName(own.endpoint.name, first: first.number)), at: own.place)
      }
    }
  }
}

extension RealtimeEndpoint {
  /// The address as servers compare it.
  fileprivate var address: String { Self.name(ofAddress: baseURL).lowercased() }
}
