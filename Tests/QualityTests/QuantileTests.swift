import Quality
import Testing

@Suite struct QuantileTests {
  /// Degrees of freedom, then the values at .9, .95, .975, .99, .995 and .9995, as SciPy 1.17's `stats.t.ppf` has them;
  /// rounded, those of the table in any textbook.
  static let student: [(Int, [Double])] = [
    (1, [3.077683537, 6.313751515, 12.706204736, 31.820515954, 63.656741163, 636.619248769]),
    (2, [1.885618083, 2.919985580, 4.302652730, 6.964556734, 9.924843201, 31.599054576]),
    (3, [1.637744354, 2.353363435, 3.182446305, 4.540702859, 5.840909310, 12.923978637]),
    (4, [1.533206274, 2.131846786, 2.776445105, 3.746947388, 4.604094871, 8.610301581]),
    (5, [1.475884049, 2.015048373, 2.570581836, 3.364929999, 4.032142984, 6.868826626]),
    (7, [1.414923928, 1.894578605, 2.364624252, 2.997951567, 3.499483297, 5.407882521]),
    (10, [1.372183641, 1.812461123, 2.228138852, 2.763769458, 3.169272673, 4.586893859]),
    (12, [1.356217334, 1.782287556, 2.178812830, 2.680997993, 3.054539589, 4.317791284]),
    (15, [1.340605608, 1.753050356, 2.131449546, 2.602480295, 2.946712883, 4.072765196]),
    (20, [1.325340707, 1.724718243, 2.085963447, 2.527977003, 2.845339710, 3.849516275]),
    (29, [1.311433647, 1.699127027, 2.045229642, 2.462021360, 2.756385904, 3.659405019]),
    (30, [1.310415025, 1.697260887, 2.042272456, 2.457261542, 2.749995654, 3.645958635]),
    (49, [1.299068785, 1.676550893, 2.009575237, 2.404891760, 2.679951974, 3.500442891]),
    (60, [1.295821094, 1.670648865, 2.000297822, 2.390119473, 2.660283029, 3.460200469]),
    (99, [1.290161442, 1.660391156, 1.984216952, 2.364605862, 2.626405457, 3.391528833]),
    (120, [1.288646234, 1.657650899, 1.979930405, 2.357824613, 2.617421145, 3.373453769]),
    (199, [1.285820209, 1.652546746, 1.971956544, 2.345232231, 2.600760216, 3.340086556]),
    (500, [1.283247021, 1.647906854, 1.964719837, 2.333828955, 2.585697835, 3.310091152]),
    (1000, [1.282398721, 1.646378817, 1.962339081, 2.330082675, 2.580754698, 3.300282648]),
    (5000, [1.281720905, 1.645158438, 1.960438552, 2.327093918, 2.576812967, 3.292473723]),
  ]

  static let probabilities = [0.9, 0.95, 0.975, 0.99, 0.995, 0.9995]

  @Test(arguments: student)
  func `Student's quantiles are those of the tables`(degrees: Int, values: [Double]) {
    for (probability, value) in zip(Self.probabilities, values) {
      #expect(abs(Quantile.student(probability, degrees: degrees) - value) < 1e-6)
      #expect(abs(Quantile.student(1 - probability, degrees: degrees) + value) < 1e-6)
    }
  }

  @Test func `normal quantiles are those of the tables`() {
    let values = [
      1.281551566, 1.644853627, 1.959963985, 2.326347874, 2.575829304, 3.290526731,
    ]
    for (probability, value) in zip(Self.probabilities, values) {
      #expect(abs(Quantile.normal(probability) - value) < 1e-9)
      #expect(abs(Quantile.normal(1 - probability) + value) < 1e-9)
    }
    #expect(Quantile.normal(0.5) == 0)
  }

  @Test func `one unit says nothing of how units differ`() {
    #expect(Quantile.student(0.975, degrees: 0) == .infinity)
    #expect(Quantile.student(0.025, degrees: -1) == -.infinity)
  }

  @Test func `quantiles of what is no probability are no numbers or infinite`() {
    #expect(Quantile.normal(0) == -.infinity)
    #expect(Quantile.normal(1) == .infinity)
    #expect(Quantile.normal(.nan).isNaN)
  }

  @Test(arguments: [
    // hits, of, share, sum: as SciPy 1.17's `stats.binom.cdf` has them.
    (0, 44, 0.05, 0.10467395), (0, 45, 0.05, 0.09944026), (3, 10, 0.3, 0.64961072),
    (20, 446, 0.05, 0.35832471), (1000, 20000, 0.05, 0.50841213), (10, 10, 0.3, 1),
    (-1, 10, 0.3, 0),
  ])
  func `binomial sums are right for few and many`(
    hits: Int, count: Int, share: Double, sum: Double
  ) {
    #expect(abs(Binomial.atMost(hits, of: count, share: share) - sum) < 1e-7)
  }
}
