package io.sealcopy.target.net;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import io.sealcopy.target.iscsi.Loop;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** An event loop of Netty. */
record NettyLoop(EventLoop loop) implements Loop {
  @Override
  public void execute(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException _) {
      // The loops have stopped; nothing runs beside us any more.
      task.run();
    }
  }

  @Override
  public void schedule(long millis, Runnable task) {
    try {
      Future<?> _ = loop.schedule(task, millis, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // The loops have stopped: there is nobody left to wait for it.
    }
  }
}
