import ArgumentParser
import Tropefile

/// The flags that stand for a key of the tropefile. A flag hands its text on: what it may be, the words where it is not,
/// and its help are the key's.
enum KeyFlag: String, CaseIterable {
  case dbPath = "build.database"
  case inputDir = "input.directory"
  case batchDir = "lanes.batch.directory"
  case model = "recipe.model"
  case moviesPerRequest = "recipe.movies_per_request"
  case strategy = "plan.strategy"
  case numBatches = "plan.num_batches"
  case batchTokenTarget = "plan.batch_token_target"
  case choose = "plan.choose"
  case deadline = "plan.deadline"
  case budget = "plan.budget"
  case jobs = "lanes.realtime.concurrency"
  case sandbox = "api.sandbox"
  case baseURL = "api.base_url"
  case allowHTTP = "api.allow_http"
  case tier = "limits.tier"
  case deaths = "exports.deaths"
  case models = "try.models"
  case efforts = "try.efforts"
  case sizes = "try.movies_per_request"
  case prompts = "try.prompts"
  case catalogs = "try.catalogs"
  case sample = "try.movies"
  case margin = "try.margin"
  case reference = "try.reference"
  case gold = "try.gold"

  /// As people type it.
  var name: String {
    switch self {
    case .dbPath: "--db-path"
    case .inputDir: "--input-dir"
    case .batchDir: "--batch-dir"
    case .model: "--model"
    case .moviesPerRequest: "--movies-per-request"
    case .strategy: "--strategy"
    case .numBatches: "--num-batches"
    case .batchTokenTarget: "--batch-token-target"
    case .choose: "--choose"
    case .deadline: "--deadline"
    case .budget: "--budget"
    case .jobs: "-j"
    case .sandbox: "--sandbox"
    case .baseURL: "--base-url"
    case .allowHTTP: "--allow-http"
    case .tier: "--tier"
    case .deaths: "--deaths"
    case .models: "--model"
    case .efforts: "--effort"
    case .sizes: "--movies-per-request"
    case .prompts: "--prompt"
    case .catalogs: "--catalog"
    case .sample: "--movies"
    case .margin: "--margin"
    case .reference: "--reference"
    case .gold: "--gold"
    }
  }

  /// The setting that the flag gives, if it is there.
  func setting(_ text: String?) -> Setting? {
    text.map { Setting(rawValue, $0, by: name) }
  }

  /// The key's own words, what a value may be, and which key it is.
  fileprivate var words: String {
    guard let key = TropefileSchema.keys.first(where: { $0.path == rawValue }) else { return "" }
    let meaning = key.meaning.hasSuffix(".") ? String(key.meaning.dropLast()) : key.meaning
    let value = key.type.replacing(", or null for none", with: "")
    let isPlain = [.sandbox, .allowHTTP, .choose].contains(self) || value == "a path"
    return "\(meaning) (tropefile: \(rawValue)\(isPlain ? "" : "; \(value)"))."
  }
}

extension ArgumentHelp {
  /// The help of a flag that stands for a key.
  static func key(_ flag: KeyFlag, _ valueName: String? = nil) -> ArgumentHelp {
    ArgumentHelp(flag.words, valueName: valueName)
  }
}

/// Options that set keys of the tropefile.
protocol KeyOptions {
  var settings: [Setting] { get }
}
