package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.pdu.LogoutRequest;
import io.sealcopy.protocol.iscsi.pdu.LogoutResponse;
import java.util.List;
import java.util.function.Consumer;

/**
 * Logout requests of one connection: for itself, for another one, for the session. RFC 7143 §11.14.
 *
 * @param ownTasks aborts the connection's own tasks, then runs what it is given
 */
record Logouts(
    Session session,
    Connection connection,
    int cid,
    PduWriter writer,
    ResponseSender responses,
    CommandWindow window,
    Consumer<Runnable> ownTasks) {
  /**
   * Does what is asked, then answers.
   *
   * @return whether this connection is one of those that leave
   */
  boolean perform(LogoutRequest request) {
    boolean all = request.reason() == LogoutRequest.CLOSE_SESSION;
    if (request.reason() == LogoutRequest.REMOVE_CONNECTION_FOR_RECOVERY) {
      loggedOut(request, LogoutResponse.RECOVERY_NOT_SUPPORTED);
    } else if (all || request.cid() == cid) {
      List<Connection> others = all ? session.othersToEnd(connection) : List.of();
      Runnable one =
          Session.countdown(
              others.size() + 1,
              () -> {
                loggedOut(request, LogoutResponse.CLOSED);
                connection.close();
              });
      others.forEach(each -> each.terminate("its session is logged out", one));
      ownTasks.accept(one);
      return true;
    } else {
      Connection other = session.connection(request.cid());
      if (other == null) {
        loggedOut(request, LogoutResponse.CID_NOT_FOUND);
      } else {
        other.terminate(
            "logged out over another connection", () -> loggedOut(request, LogoutResponse.CLOSED));
      }
    }
    return false;
  }

  private void loggedOut(LogoutRequest request, int response) {
    if (connection.usable()) {
      writer.send(
          new LogoutResponse(
              response,
              request.initiatorTaskTag(),
              responses.nextStatSn(),
              window.expCmdSn(),
              window.maxCmdSn(),
              0,
              0,
              0));
    }
  }
}
