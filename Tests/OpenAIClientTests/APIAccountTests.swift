import OpenAIClient
import Testing

struct APIAccountTests {
  @Test func `the environment wins over .env, the override over both`() throws {
    let account = try APIAccount.fromEnvironment(
      ["OPENAI_API_KEY": " from-environment\n", "OPENAI_BASE_URL": "https://a/v1"],
      dotEnv: ["OPENAI_API_KEY": "from-file", "OPENAI_ORG_ID": "org", "OPENAI_PROJECT_ID": "p"],
      baseURLOverride: "http://127.0.0.1:8080/v1")
    #expect(account.key == APIKey("from-environment"))
    #expect(account.baseURL == "http://127.0.0.1:8080/v1")
    #expect(account.organization == "org")
    #expect(account.project == "p")
    #expect(account.style == .bearer)
  }

  @Test func `without anything but a key it is the public API`() throws {
    let account = try APIAccount.fromEnvironment([:], dotEnv: ["OPENAI_API_KEY": "k"])
    #expect(account.baseURL == "https://api.openai.com/v1")
  }

  @Test func `sends the key as Azure asks where the server is Azure's`() throws {
    let account = try APIAccount.fromEnvironment(
      ["AZURE_OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://me.openai.azure.com/openai/v1/"])
    #expect(account.style == .header("api-key"))
    #expect(account.key == APIKey("k"))
  }

  @Test(
    arguments: [
      (nil, "https://a/v1", APIAccount.KeyStyle.bearer),
      ("Authorization", "https://me.openai.azure.com/openai/v1", .bearer),
      ("api-key", "https://gateway.example.org/v1", .header("api-key")),
      ("Ocp-Apim-Subscription-Key", "https://a/v1", .header("Ocp-Apim-Subscription-Key")),
    ] as [(String?, String, APIAccount.KeyStyle)])
  func `sends the key in the header that is named`(
    _ header: String?, _ base: String, _ style: APIAccount.KeyStyle
  ) throws {
    let account = try APIAccount.fromEnvironment(
      ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": base], keyHeader: header)
    #expect(account.style == style)
  }

  @Test func `refuses a key's header that would break the request`() {
    #expect(throws: AccountFault.badHeader(name: "a b")) {
      try APIAccount.fromEnvironment(["OPENAI_API_KEY": "k"], keyHeader: "a b")
    }
  }

  @Test(
    arguments: [
      ([:], nil, AccountFault.noKey), (["OPENAI_API_KEY": " "], nil, .noKey),
      (["AZURE_OPENAI_API_KEY": "k"], nil, .noKey),
      (["OPENAI_API_KEY": "a\r\nX-Evil: 1"], nil, .badKey),
      (["OPENAI_API_KEY": "ключ"], nil, .badKey),
      (["OPENAI_API_KEY": "k"], "api.openai.com/v1", .badBaseURL("api.openai.com/v1")),
      (["OPENAI_API_KEY": "k"], "ftp://x/v1", .badBaseURL("ftp://x/v1")),
      (["OPENAI_API_KEY": "k"], "https://", .badBaseURL("https://")),
      (["OPENAI_API_KEY": "k"], "https://[::1/v1", .badBaseURL("https://[::1/v1")),
      (
        ["OPENAI_API_KEY": "k", "OPENAI_ORG_ID": "a\nb"], nil, .badHeader(name: "OPENAI_ORG_ID")
      ),
    ] as [([String: String], String?, AccountFault)])
  func `says why there is no account`(
    _ environment: [String: String], _ base: String?, _ fault: AccountFault
  ) {
    #expect(throws: fault) {
      try APIAccount.fromEnvironment(environment, baseURLOverride: base)
    }
  }

  @Test(arguments: ["bad name", "", "a:b"])
  func `refuses headers that would break the request`(_ name: String) {
    #expect(throws: AccountFault.badHeader(name: name)) {
      try APIAccount.fromEnvironment(["OPENAI_API_KEY": "k"], extraHeaders: [name: "v"])
    }
  }

  @Test func `the key is never printed`() throws {
    let key = try #require(APIKey("hunter2"))
    let account = APIAccount(key: key)
    var dumped = ""
    dump(account, to: &dumped)
    for text in [
      "\(key)", String(reflecting: key), "\(account)", String(reflecting: account), dumped,
    ] {
      #expect(!text.contains("hunter2"))
    }
  }

  @Test func `without a key both ways out are named`() {
    let text = "\(AccountFault.noKey)"
    #expect(text.contains("OPENAI_API_KEY"))
    #expect(text.contains("--sandbox"))
  }

  @Test func `a password in the base URL is not shown`() {
    #expect(throws: AccountFault.badBaseURL("ftp://host/v1")) {
      try APIAccount.fromEnvironment(
        ["OPENAI_API_KEY": "k"], baseURLOverride: "ftp://me:secret@host/v1")
    }
  }
}
