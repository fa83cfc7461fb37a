package io.sealcopy.initiator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Sends what a session has to send, several items with one write. For its writer thread. */
final class SessionWriter {
  private final SessionState state;
  private final CommandSender sender;

  SessionWriter(SessionState state, Connection connection) {
    this.state = state;
    this.sender = new CommandSender(connection.writer(), connection.parameters());
  }

  /** Returns when the session has ended. */
  void run() throws IOException, InterruptedException {
    List<Outgoing> batch = new ArrayList<>();
    while (true) {
      CommandWindow.Numbers numbers = state.take(batch);
      if (numbers == null) {
        return;
      }
      for (Outgoing item : batch) {
        // A command the target ended early gets no more data.
        if (!(item instanceof Outgoing.Solicited data) || data.task().outcome == null) {
          sender.append(item, numbers.cmdSn(), numbers.expStatSn());
        }
      }
      sender.flush();
      for (Outgoing item : batch) {
        switch (item) {
          case Outgoing.Command(Task task) -> state.written(task);
          case Outgoing.Solicited(Task task, _, _, _) -> state.written(task);
          case Outgoing.Ping _, Outgoing.Management _, Outgoing.Logout _ -> {}
        }
      }
      batch.clear();
    }
  }
}
