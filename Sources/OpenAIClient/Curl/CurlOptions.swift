/// What a `CurlTransport` is made with.
package struct CurlOptions: Sendable, Hashable {
  /// The most connections to one host; 0: as many as there are transfers. Over HTTP/2 one carries
  /// many transfers.
  package var maxConnectionsPerHost: Int
  /// The largest answer taken into memory, in bytes after decompression.
  package var maxResponseBytes: Int
  /// A file of trusted certificates instead of the system's.
  package var caBundle: String?
  /// A directory of trusted certificates instead of the system's.
  package var caDirectory: String?
  /// The proxy; `nil`: what the environment says (`http_proxy`, `https_proxy`, `all_proxy`,
  /// `no_proxy`), as libcurl reads it.
  package var proxy: String?
  package var userAgent: String

  package init(
    maxConnectionsPerHost: Int = 0, maxResponseBytes: Int = 64 << 20, caBundle: String? = nil,
    proxy: String? = nil, userAgent: String = "tropebuild"
  ) {
    self.maxConnectionsPerHost = maxConnectionsPerHost
    self.maxResponseBytes = maxResponseBytes
    self.caBundle = caBundle
    self.proxy = proxy
    self.userAgent = userAgent
  }

  /// Certificates as users of curl name them: `CURL_CA_BUNDLE`, else `SSL_CERT_DIR` and
  /// `SSL_CERT_FILE`, which the program `curl` reads and the library does not; or else the system's, wherever
  /// they are. `version` goes into the User-Agent.
  package static func fromEnvironment(
    _ environment: [String: String], version: String
  ) -> CurlOptions {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    var options = CurlOptions(userAgent: "tropebuild/\(version)")
    if let bundle = value("CURL_CA_BUNDLE") {
      options.caBundle = bundle
    } else {
      options.caDirectory = value("SSL_CERT_DIR")
      options.caBundle = value("SSL_CERT_FILE")
    }
    if options.caBundle == nil, options.caDirectory == nil {
      options.caBundle = SystemCertificates.bundle()
    }
    return options
  }
}
