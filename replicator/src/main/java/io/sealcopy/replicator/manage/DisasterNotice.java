package io.sealcopy.replicator.manage;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.replicator.link.CopySetup;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.manage.ManageResult.Done;
import io.sealcopy.replicator.manage.ManageResult.Failed;
import io.sealcopy.replicator.manage.ManageResult.Kind;
import java.io.IOException;
import java.security.SecureRandom;

/** Tells a pair's remote that a disaster has happened, or is about to happen, at this centre. */
final class DisasterNotice {
  private DisasterNotice() {}

  static ManageResult<String> send(Pair pair, PairOpener opener, SecureRandom random) {
    try {
      return told(pair, opener, random);
    } catch (IOException e) {
      return new Failed<>(Kind.STORAGE, "pair " + pair.definition().name() + ": " + e.getMessage());
    }
  }

  private static ManageResult<String> told(Pair pair, PairOpener opener, SecureRandom random)
      throws IOException {
    PairDefinition to = pair.definition();
    if (to.foreign()) {
      return new Failed<>(
          Kind.REFUSED, "pair " + to.name() + ": its remote is no Sealcopy, and cannot be told");
    }
    // A session of its own: the link's, with its ISID, would be replaced (RFC 7143 §6.3.5).
    Isid isid = Isid.random(random.nextInt(1 << 24), random.nextInt(1 << 16));
    InitiatorOptions options = opener.options(to, pair.directory().chap()).withIsid(isid);
    LinkStop stop = CopySetup.noteDisaster(options, PairMaker.places(to));
    return stop == null
        ? new Done<>("the remote of pair " + to.name() + " knows of the disaster")
        : new Failed<>(Kind.UNREACHABLE, "pair " + to.name() + ": " + stop.message());
  }
}
