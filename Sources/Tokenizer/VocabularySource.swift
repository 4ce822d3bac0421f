/// A published byte-pair vocabulary: where it comes from and how its file is recognised.
package struct VocabularySource: Sendable, Hashable {
  /// The encoding's name, as OpenAI's documents and tiktoken spell it.
  package let name: String
  /// The address tiktoken downloads the file from. This module never does: the caller downloads,
  /// and hands the bytes to ``VocabularyStore/install(_:of:at:)``.
  package let address: String
  /// SHA-256 of the file in lower-case hexadecimal digits, the value that tiktoken pins.
  package let sha256: String
  /// The file's size in bytes.
  package let byteCount: Int
  /// The number of tokens, whose ranks are 0 ..< tokenCount in the order of the lines.
  package let tokenCount: Int
  /// The name tiktoken's cache gives the file: SHA-1 of the address in hexadecimal digits.
  package let tiktokenFileName: String

  /// The vocabulary of gpt-4o, gpt-4o-mini and all later models.
  /// Address and hash: tiktoken 0.14.0, `tiktoken_ext/openai_public.py`.
  package static let o200kBase = VocabularySource(
    name: "o200k_base",
    address: "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken",
    sha256: "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    byteCount: 3_613_922,
    tokenCount: 199_998,
    tiktokenFileName: "fb374d419588a4632f3f557e76b4b70aebbca790")

  /// The file's name in our own cache.
  package var fileName: String { name + ".tiktoken" }

  /// The name of the index beside it. See ``Vocabulary/writeIndex(at:)``.
  package var indexFileName: String { name + ".index" }

  /// Whether a model's tokens are these, by its name. Of models of other makers, and of those before gpt-4o, the counts would
  /// be too low as often as too high.
  package func fits(model: String) -> Bool {
    let name = model.lowercased().split(separator: "/").last ?? ""
    let families = ["gpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-6", "gpt-oss", "sandbox-lexical"]
    return families.contains { name.contains($0) }
      || ["o1", "o3", "o4"].contains { name == $0 || name.hasPrefix($0 + "-") }
  }
}
