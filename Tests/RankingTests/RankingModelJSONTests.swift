import JSON
import Ranking
import TestSupport
import Testing

struct RankingModelJSONTests {
  private static func read(_ text: String) throws(RankingError) -> RankingModel {
    try RankingModel(json: Array(text.utf8))
  }

  @Test func `prints the standard model`() {
    #expect(
      RankingModel.standard.json
        == #"{"weights":{"distance":0.45,"rating":0.15,"popularity":0.05,"featured":0.03,"#
        + #""partnership":0.05,"affinity":0.2,"category_affinity":0.07},"#
        + #""distance":{"shape":"exp","scale_m":1500,"offset_m":0,"decay":0.5},"#
        + #""rating":{"prior_mean":null,"prior_reviews":20},"popularity":{"full_at_reviews":1000},"#
        + #""partnership":{"premium":1,"standard":0.6,"trial":0.3},"boost_cap":0.06,"#
        + #""affinity":{"half_life_days":90}}"#)
  }

  @Test(arguments: ["{}", #"{"weights":{},"distance":{},"rating":{},"affinity":{}}"#])
  func `takes what is left out from the standard model`(text: String) throws {
    #expect(try Self.read(text) == .standard)
  }

  @Test func `takes every member`() throws {
    let model = try Self.read(
      """
      {
        "weights": {"distance": 1, "rating": 2e0, "popularity": 3, "featured": 4, "partnership": 5,
          "affinity": 6, "category_affinity": 7},
        "distance": {"shape": "gauss", "scale_m": 800, "offset_m": 50.5, "decay": 0.25},
        "rating": {"prior_mean": 3.5, "prior_reviews": 10},
        "popularity": {"full_at_reviews": 500},
        "partnership": {"premium": 0.9, "standard": 0.5, "trial": 0},
        "boost_cap": 0.1,
        "affinity": {"half_life_days": 30}
      }
      """)
    var expected = RankingModel.standard
    expected.weights = RankingWeights(
      distance: 1, rating: 2, popularity: 3, featured: 4, partnership: 5, affinity: 6,
      categoryAffinity: 7)
    expected.decay = DistanceDecay(
      shape: .gauss, scaleMeters: 800, offsetMeters: 50.5, decay: 0.25)
    expected.ratingPriorMean = 3.5
    expected.ratingPriorReviews = 10
    expected.popularityReviews = 500
    expected.premiumPartnership = 0.9
    expected.standardPartnership = 0.5
    expected.trialPartnership = 0
    expected.boostCap = 0.1
    expected.affinityHalfLifeDays = 30
    #expect(model == expected)
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `reads what it prints as the same model`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let model = RankingModel.random(using: &generator)
    let json = try JSONText(model.json)
    #expect(json.text == model.json)
    #expect(try RankingModel(json: json) == model)
    #expect(try Self.read(model.json).json == model.json)
  }

  @Test func `prints numbers of any size so that they are read again`() throws {
    var model = RankingModel.standard
    model.weights = RankingWeights(
      distance: .leastNonzeroMagnitude, rating: 1e300, popularity: 0.1 + 0.2, featured: 1e-7)
    model.decay.scaleMeters = 1e16
    #expect(try Self.read(model.json) == model)
  }

  @Test(arguments: [
    (#"{"weight":{}}"#, RankingError.Code.unknownMember, "$.weight"),
    (#"{"weights":{"Rating":1}}"#, .unknownMember, "$.weights.Rating"),
    (#"{"weights":{"category affinity":1}}"#, .unknownMember, #"$.weights["category affinity"]"#),
    (#"{"distance":{"scale":1}}"#, .unknownMember, "$.distance.scale"),
    (#"{"rating":{"shape":"exp"}}"#, .unknownMember, "$.rating.shape"),
    (#"{"affinity":{"boost_cap":0}}"#, .unknownMember, "$.affinity.boost_cap"),
    (#"{"half_life_days":1}"#, .unknownMember, "$.half_life_days"),
    (#"{"weights":{"rating":1,"rating":1}}"#, .memberTwice, "$.weights.rating"),
    (#"{"weights":{},"weights":{}}"#, .memberTwice, "$.weights"),
    (#"{"boost_cap":0,"boost_cap":0}"#, .memberTwice, "$.boost_cap"),
    ("[]", .wrongType, "$"),
    ("null", .wrongType, "$"),
    (#"{"weights":[0.5]}"#, .wrongType, "$.weights"),
    (#"{"weights":null}"#, .wrongType, "$.weights"),
    (#"{"weights":{"rating":"1"}}"#, .wrongType, "$.weights.rating"),
    (#"{"weights":{"rating":null}}"#, .wrongType, "$.weights.rating"),
    (#"{"weights":{"rating":true}}"#, .wrongType, "$.weights.rating"),
    (#"{"distance":{"shape":1}}"#, .wrongType, "$.distance.shape"),
    (#"{"distance":{"shape":"Gauss"}}"#, .outOfRange, "$.distance.shape"),
    (#"{"boost_cap":{}}"#, .wrongType, "$.boost_cap"),
    (#"{"rating":{"prior_mean":"4"}}"#, .wrongType, "$.rating.prior_mean"),
    (#"{"rating":{"prior_mean":6}}"#, .outOfRange, "$.rating.prior_mean"),
    (#"{"weights":{"rating":-1}}"#, .outOfRange, "$.weights.rating"),
    (#"{"weights":{"rating":1e999}}"#, .outOfRange, "$.weights.rating"),
    (#"{"distance":{"decay":0}}"#, .outOfRange, "$.distance.decay"),
    (#"{"distance":{"decay":1}}"#, .outOfRange, "$.distance.decay"),
    (#"{"distance":{"scale_m":0}}"#, .outOfRange, "$.distance.scale_m"),
    (#"{"distance":{"scale_m":1e-999}}"#, .outOfRange, "$.distance.scale_m"),
    (#"{"distance":{"offset_m":-1}}"#, .outOfRange, "$.distance.offset_m"),
    (#"{"rating":{"prior_reviews":0}}"#, .outOfRange, "$.rating.prior_reviews"),
    (#"{"popularity":{"full_at_reviews":0}}"#, .outOfRange, "$.popularity.full_at_reviews"),
    (#"{"partnership":{"trial":1.1}}"#, .outOfRange, "$.partnership.trial"),
    (#"{"boost_cap":1.5}"#, .outOfRange, "$.boost_cap"),
    (#"{"affinity":{"half_life_days":0}}"#, .outOfRange, "$.affinity.half_life_days"),
    (
      #"{"weights":{"distance":0,"rating":0,"popularity":0,"featured":0,"partnership":0,"#
        + #""affinity":0,"category_affinity":0}}"#, .outOfRange, "$.weights"
    ),
    (#"{"weights":{"rating":NaN}}"#, .notJSON, "$"),
    ("", .notJSON, "$"),
    (#"{"weights":{"rating":1}"#, .notJSON, "$"),
  ])
  func `refuses settings and says where`(
    text: String, code: RankingError.Code, path: String
  ) {
    let error = #expect(throws: RankingError.self) { try Self.read(text) }
    #expect(error?.code == code)
    #expect(error?.path == path)
  }

  @Test(arguments: [
    (
      #"{"weights":{"rating":-1}}"#,
      "$.weights.rating must be a number of 0 or more, and is -1"
    ),
    (
      #"{"partnership":{"gold":1}}"#,
      "$.partnership.gold must be left out, or be called premium, standard or trial, and is 1"
    ),
    (
      #"{"affinity":{"days":1}}"#,
      "$.affinity.days must be left out, or be called half_life_days, and is 1"
    ),
    (
      #"{"distance":{"decay":1.0}}"#,
      "$.distance.decay must be a number between 0 and 1, neither of them, and is 1.0"
    ),
    (
      #"{"boost_cap" 1}"#,
      #"$ must be JSON, with a colon at byte 13 in place of "1", and is {"boost_cap" 1}"#
    ),
    ("", "$ must be JSON, with a value at byte 0 in place of the end, and is empty"),
  ])
  func `says what must be and what is`(text: String, message: String) {
    let error = #expect(throws: RankingError.self) { try Self.read(text) }
    #expect(error?.description == message)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `takes any bytes without a crash`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let alphabet = Array(#"{}[]",:0123456789.-+eEnulltrue\\_ "#.utf8) + [0, 0x80, 0xC3, 0xFF]
    for _ in 0..<200 {
      var bytes = Array(RankingModel.random(using: &generator).json.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let position = Int.random(in: bytes.indices, using: &generator)
        let byte = alphabet.randomElement(using: &generator) ?? 0
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: bytes[position] = byte
        case 1: bytes.insert(byte, at: position)
        case 2 where bytes.count > 1: bytes.remove(at: position)
        default: bytes.removeLast(min(bytes.count - 1, position / 8))
        }
      }
      do {
        let model = try RankingModel(json: bytes)
        // Whatever is taken makes a formula.
        #expect(
          RankingFormula(model, priorMean: 4).distanceMillionths(meters: 100) <= 1_000_000)
      } catch {
        #expect(!error.path.isEmpty)
      }
    }
  }
}
