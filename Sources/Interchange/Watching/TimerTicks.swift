/// Something to do at intervals, until the task is cancelled.
public struct TimerTicks: AsyncSequence, Sendable {
  /// The time between two ticks; the first comes after one.
  public let interval: Duration

  public init(every interval: Duration) {
    self.interval = interval
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let interval: Duration

    public mutating func next() async -> Void? {
      do {
        return try await Task.sleep(for: interval)
      } catch {
        return nil
      }
    }
  }

  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(interval: interval)
  }
}
