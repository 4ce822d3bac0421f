extension FaultRatesError: CustomStringConvertible {
  /// What is wrong, in words for the command line.
  package var description: String {
    switch self {
    case .notAnAssignment(let item): "'\(item)' is not of the form 'fault=rate'"
    case .unknownFault(let name):
      "unknown fault '\(name)'; there are "
        + FaultRates.Name.allCases.map(\.rawValue).joined(separator: ", ")
    case .badRate(let item): "'\(item)' has no rate from 0 to 100%"
    }
  }
}
