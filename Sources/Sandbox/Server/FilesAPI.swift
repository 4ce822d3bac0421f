import Formats
import HTTPServing
/// `/v1/files`.
struct FilesAPI {
  /// What it acts on.
  let state: SandboxState

  /// 512 MB for any file.
  private static let mostBytes = 512 << 20
  /// 200 MB for the input of a batch.
  static let mostBatchBytes = 209_715_200
  private static let mostFieldBytes = 1_024
  /// A file and what a form adds to it.
  static let mostFormBytes = mostBytes + (1 << 20)
  /// The form is taken apart in pieces of this size.
  private static let pieceBytes = 1 << 18
  private static let purposes = [
    "assistants", "batch", "fine-tune", "vision", "user_data", "evals",
  ]

  /// `POST /v1/files`: the form has come in whole; its memory is freed as its file goes to disk.
  func upload(contentType: String, body: HTTPBody) async throws -> Reply {
    if let refusal = state.takeFault({ fault -> APIFailure? in
      if case .uploadRefused(let failure) = fault { return failure }
      return nil
    }) {
      throw refusal
    }
    let (id, form) = try await read(contentType: contentType, body: body)
    if state.takeFault(.uploadCut) {
      var reply = Reply(JSON.null)
      reply.delivery = .lost
      return reply
    }
    let (file, blob) = try accept(form, id: id)
    state.keep(file, blob)
    var reply = Reply(file.json)
    let occasion = state.occasion(of: Array("upload".utf8))
    if state.takeFault(.uploadAnswerLost)
      || state.strikes(.uploadLost, key: Array("upload".utf8), occasion: occasion)
    {
      reply.delivery = .lost
    }
    return reply
  }

  /// What the form of an upload held.
  private struct Form {
    var fields: [String: String] = [:]
    var filename: String?
    var blob: Blob?
  }

  private func read(contentType: String, body: HTTPBody) async throws -> (String, Form) {
    var form = Form()
    var field: String?
    var isFile = false
    var value: [UInt8] = []
    let id = state.newFileID()
    var writer = try state.writer(ofFile: id)
    do {
      var reader = try MultipartReader(contentType: contentType)
      while body.count > 0 {
        try Task.checkCancellation()
        await Task.yield()
        for event in try reader.feed(body.read(upTo: Self.pieceBytes)) {
          switch event {
          case .part(let name, let filename):
            field = name
            isFile = name == "file"
            value = []
            if isFile { form.filename = filename }
          case .bytes(let bytes):
            guard isFile else {
              value += bytes
              if value.count > Self.mostFieldBytes { throw APIFailure.brokenForm }
              continue
            }
            try writer.write(bytes)
            if writer.count > Self.mostBytes { throw APIFailure.tooLarge }
          case .endOfPart:
            if let field, !isFile { form.fields[field] = String(decoding: value, as: UTF8.self) }
          }
        }
      }
      try reader.finish()
    } catch is MultipartReader.Fault {
      throw APIFailure.brokenForm
    }
    form.blob = try writer.finish()
    return (id, form)
  }

  private func accept(_ form: Form, id: String) throws(APIFailure) -> (FileRecord, Blob) {
    let known: Set = ["purpose", "expires_after[anchor]", "expires_after[seconds]"]
    for key in form.fields.keys.sorted() where !known.contains(key) { throw .unknown(key) }
    guard let filename = form.filename, let blob = form.blob else { throw .missing("file") }
    guard let purpose = form.fields["purpose"] else { throw .missing("purpose") }
    guard Self.purposes.contains(purpose) else {
      throw .invalidValue(
        "purpose", purpose, expected: "one of \(Self.purposes.joined(separator: ", "))")
    }
    if purpose == "batch" {
      guard filename.hasSuffix(".jsonl") else { throw .notBatchFile }
      guard blob.count <= Self.mostBatchBytes else { throw .batchFileTooLarge(Self.mostBatchBytes) }
    }
    let now = state.clock.now()
    var life = purpose == "batch" ? FileRecord.defaultLife : nil
    if let text = form.fields["expires_after[seconds]"] {
      life = try Self.life(
        anchor: form.fields["expires_after[anchor]"], seconds: Int(text), "expires_after")
    }
    let file = FileRecord(
      id: id, count: blob.count, createdAt: now, filename: filename, purpose: purpose,
      expiresAt: life.map { now + Double($0) })
    return (file, blob)
  }

  /// Checks how long a file is asked to be kept: 3,600 to 2,592,000 seconds from its creation.
  static func life(anchor: String?, seconds: Int?, _ param: String) throws(APIFailure) -> Int {
    guard anchor == "created_at" else {
      throw .invalidValue("\(param).anchor", anchor ?? "", expected: "'created_at'")
    }
    guard let seconds, (3_600...2_592_000).contains(seconds) else {
      throw .invalidValue(
        "\(param).seconds", seconds.map(String.init) ?? "",
        expected: "an integer from 3600 to 2592000")
    }
    return seconds
  }

  /// `GET /v1/files`.
  func list(_ query: [String: String]) throws(APIFailure) -> Reply {
    let page = try Page(query, defaultLimit: 10_000, mostLimit: 10_000)
    let now = state.clock.now()
    let records = state.records
    var files = records.fileOrder.compactMap { records.files[$0] }.filter { file in
      file.expiresAt.map { $0 > now } ?? true
    }
    if let purpose = query["purpose"] { files = files.filter { $0.purpose == purpose } }
    return Reply(
      try page.json(files, id: \.id, missing: { .noSuchFile($0) }, json: \.json))
  }

  /// `GET /v1/files/{id}`.
  func retrieve(_ id: String) throws(APIFailure) -> Reply { Reply(try state.file(id).json) }

  /// `DELETE /v1/files/{id}`.
  func delete(_ id: String) throws(APIFailure) -> Reply {
    let file = try state.file(id)
    state.delete(file.id)
    return Reply(["id": .string(file.id), "object": "file", "deleted": true])
  }

  /// `GET /v1/files/{id}/content`.
  func content(_ id: String) throws -> Reply {
    let file = try state.file(id)
    var reply = Reply(try state.blob(of: file.id))
    let key = Array("content \(id)".utf8)
    let occasion = state.occasion(of: key)
    if state.takeFault(.downloadCut)
      || state.strikes(.outputTruncated, key: key, occasion: occasion)
    {
      reply.delivery = .cut
    }
    return reply
  }
}
