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

  @Test(
    arguments: [
      (["/etc/ssl/certs/ca-certificates.crt"], ["/etc/ssl/certs/ca-certificates.crt"], nil),
      (["/own.crt", "/own"], ["/own", "/etc/ssl/cert.pem"], nil),
      (["/own.crt"], ["/etc/ssl/cert.pem", "/etc/ssl/ca-bundle.pem"], "/etc/ssl/ca-bundle.pem"),
      (["/own.crt"], [], nil),
      ([], ["/etc/ssl/cert.pem"], nil),
    ] as [([String], [String], String?)])
  func `certificates are found on systems that keep them elsewhere than libcurl thinks`(
    _ own: [String], _ there: [String], _ bundle: String?
  ) {
    #expect(SystemCertificates.bundle(own: own) { there.contains($0) } == bundle)
  }
}
