#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The time of day, as far as answers depend on it.
public enum UnixTime {
  /// Now, in seconds since 1970-01-01T00:00:00Z.
  public static func now() -> Int64 {
    Int64(time(nil))
  }

  /// The instant at which the minute of UTC began that holds `instant`; both in Unix seconds.
  static func startOfMinute(_ instant: Int64) -> Int64 {
    let rest = instant % 60
    return instant - (rest < 0 ? rest + 60 : rest)
  }
}
