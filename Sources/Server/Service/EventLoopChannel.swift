import HummingbirdCore
import Logging
import NIOCore

/// An HTTP/1.1 connection whose requests are answered on the connection's own event loop.
///
/// Otherwise every request would go to a thread of the concurrency pool and its answer back again,
/// and two wake-ups of another thread take longer than finding twenty merchants.
struct EventLoopChannel: ServerChildChannel {
  private let base: HTTP1Channel

  init(_ base: HTTP1Channel) {
    self.base = base
  }

  func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
    base.setup(channel: channel, logger: logger)
  }

  func handle(value: HTTP1Channel.Value, logger: Logger) async {
    await withTaskExecutorPreference(EventLoopExecutor(value.channel.eventLoop)) {
      await base.handle(value: value, logger: logger)
    }
  }
}

/// Runs tasks on the thread of an event loop.
private final class EventLoopExecutor: TaskExecutor {
  private let eventLoop: any EventLoop

  init(_ eventLoop: any EventLoop) {
    self.eventLoop = eventLoop
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    eventLoop.execute {
      // The runtime enqueues a job once, and so it is run once.
      unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
    }
  }
}
