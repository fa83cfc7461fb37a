package io.sealcopy.endtoend;

import io.sealcopy.initiator.ChapLogin;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.TargetLun;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** A host's session by our own initiator. */
record HostSession(Session session, TargetLun lun) implements AutoCloseable {
  /** Logs in, or says nothing when the target is not there. */
  static Optional<HostSession> tryOpen(
      String initiator, Optional<Secrets> chap, String portal, String target, int lun) {
    String text = "iscsi://" + portal + "/" + target + "/" + lun;
    if (!(IscsiUrl.parse(text) instanceof IscsiUrl url)) {
      throw new IllegalArgumentException(text);
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    InitiatorOptions options =
        InitiatorOptions.of(initiator, Isid.random(random.nextInt(1 << 24), random.nextInt(1000)));
    if (chap.isPresent()) {
      byte[] secret = chap.get().secret().getBytes(StandardCharsets.UTF_8);
      options =
          options.withChap(
              ChapLogin.oneWay(new ChapCredentials(chap.get().user(), ChapSecret.of(secret))));
    }
    return switch (Session.open(url, options)) {
      case Session session -> Optional.of(new HostSession(session, new TargetLun(session, lun)));
      case OpenFailure _ -> Optional.empty();
    };
  }

  @Override
  public void close() {
    session.abandon();
  }
}
