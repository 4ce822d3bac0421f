import CCurl
import Glibc

/// The certificates that the system trusts, where libcurl looks for them in vain: one that is linked into a package knows
/// only the place that the system has on which it was made.
enum SystemCertificates {
  /// Where systems keep them: Debian, Ubuntu, Arch; Fedora and its like, old and new; openSUSE; Alpine.
  static let places = [
    "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
  ]

  /// A file to name to libcurl; `nil` where what it looks for is there, and where there is no other either.
  ///
  /// - Parameter own: where libcurl looks by itself; none where it does not tell.
  static func bundle(own: [String] = own, exists: (String) -> Bool = isReadable) -> String? {
    if own.isEmpty || own.contains(where: exists) { return nil }
    return places.first(where: exists)
  }

  /// The file and the directory that libcurl was built to look for.
  private static var own: [String] {
    [ccurl_own_certificates(), ccurl_own_certificate_directory()].compactMap { text in
      text.map { String(cString: $0) }
    }
  }

  private static func isReadable(_ path: String) -> Bool { access(path, R_OK) == 0 }
}
