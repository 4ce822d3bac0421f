import Testing

@testable import OpenAIClient

struct CurlOptionsTests {
  @Test(
    arguments: [
      ([:], nil, nil),
      (["SSL_CERT_FILE": "/f", "SSL_CERT_DIR": "/d"], "/f", "/d"),
      (["CURL_CA_BUNDLE": "/b", "SSL_CERT_FILE": "/f", "SSL_CERT_DIR": "/d"], "/b", nil),
      (["CURL_CA_BUNDLE": ""], nil, nil),
    ] as [([String: String], String?, String?)])
  func `finds certificates where users of curl put them`(
    _ environment: [String: String], _ bundle: String?, _ directory: String?
  ) {
    let options = CurlOptions.fromEnvironment(environment, version: "1.0")
    #expect(options.caBundle == bundle)
    #expect(options.caDirectory == directory)
    #expect(options.userAgent == "tropebuild/1.0")
  }
}
