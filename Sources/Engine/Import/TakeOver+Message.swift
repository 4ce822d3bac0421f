import Inputs
import TropeModel

extension TakeOver.Reason {
  /// What movies that are left for this reason have in common, for a list with their numbers.
  package var group: String {
    switch self {
    case .notCompleted(let status): "\(status.isEmpty ? "without a state" : status) there"
    case .badID: "no Wikipedia id"
    case .noInput: "no plot here"
    case .badInput: "the inputs here cannot be asked about"
    case .castDiffers(_, now: .complete): "asked without a cast, which is here now"
    case .castDiffers: "asked with a cast, which is not here"
    case .contradicts: "a character has two answers"
    case .unknownTrope: "a trope not in the catalog"
    case .unknownValue: "an answer that is neither true nor false"
    case .refused: "the answer fails the check"
    }
  }

  /// What is the matter with this movie in particular; `nil` where the group says all.
  package var detail: String? {
    switch self {
    case .badID(let id): "'\(id)'"
    case .badInput(let fault): fault.reason
    case .refused(let fault): "\(fault)"
    case .contradicts(let name): "'\(name)'"
    case .unknownTrope(let word), .unknownValue(let word): "'\(word)'"
    case .notCompleted, .noInput, .castDiffers: nil
    }
  }
}
