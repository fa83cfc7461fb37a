package io.sealcopy.replicator.link;

import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.VendorCommand;
import io.sealcopy.replicator.Threads;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sealed} link to our remote centre: a vendor write carries the record as it stands in
 * the journal, over one or several connections at once.
 */
public final class SealedLink implements ReplicationLink {
  /**
   * Where the link leads.
   *
   * @param logins one for each connection, each with an ISID of its own; at least one
   * @param places of the members in their order, all at one target
   */
  public record Destination(List<InitiatorOptions> logins, List<CopyPlace> places) {
    public Destination {
      logins = List.copyOf(logins);
      places = List.copyOf(places);
    }
  }

  private final String name;
  private final Destination destination;
  private final LinkListener listener;
  private final LongSupplier random;
  private volatile @Nullable SealedNexus current;

  /**
   * @param name of the group, for thread names
   * @param random makes link numbers, which no other link of the group may ever have had
   */
  public SealedLink(
      String name, Destination destination, LinkListener listener, LongSupplier random) {
    this.name = name;
    this.destination = destination;
    this.listener = listener;
    this.random = random;
  }

  @Override
  public void open(long nexus) {
    throw new IllegalStateException("a sealed link goes on from a sequence");
  }

  @Override
  public void open(long number, long next, boolean anew) {
    SealedNexus before = current;
    OpenNexus.Link terms =
        new OpenNexus.Link(
            OpenNexus.LinkKind.SEALED,
            CopyIdentity.linkNumber(random),
            next,
            anew,
            destination.places().getFirst().copy().isPlain());
    SealedNexus nexus = new SealedNexus(name, number, terms, destination, listener);
    current = nexus;
    Threads.virtual(
        "link-" + name,
        () -> {
          if (before != null) {
            before.end(LinkStop.away("replaced by a new nexus"));
          }
          nexus.connect(0);
        });
  }

  @Override
  public void write(long nexus, long token, int member, long lba, ByteBuffer data) {
    throw new IllegalStateException("only records cross a sealed link");
  }

  @Override
  public void record(long number, long token, int member, ByteBuffer head, ByteBuffer rest) {
    SealedNexus nexus = current;
    if (nexus != null && nexus.number() == number) {
      nexus.send(token, member, head, rest);
    }
  }

  @Override
  public void digests(long number, int member, long lba, int runs, Consumer<DigestOutcome> told) {
    SealedNexus nexus = current;
    if (nexus != null && nexus.number() == number) {
      nexus.digests(member, lba, runs, told);
    }
  }

  @Override
  public void noteImage(long number, ImageNote note, Consumer<NoteOutcome> told) {
    SealedNexus nexus = current;
    if (nexus != null && nexus.number() == number) {
      nexus.note(VendorCommand.NOTE_IMAGE, note.encode(), told);
    }
  }

  @Override
  public void noteOpening(long number, long opening, Consumer<NoteOutcome> told) {
    SealedNexus nexus = current;
    if (nexus != null && nexus.number() == number) {
      nexus.note(VendorCommand.NOTE_OPENING, opening, told);
    }
  }

  @Override
  public void ciphertext(int member, LongConsumer told) {
    SealedNexus nexus = current;
    if (nexus != null) {
      nexus.ciphertext(member, told);
    }
  }

  @Override
  public void flush(long nexus, long token) {
    throw new IllegalStateException("what a sealed link acknowledges is durable");
  }

  @Override
  public void close() {
    SealedNexus nexus = current;
    if (nexus != null) {
      Threads.virtual(
          "link-" + name + "-end", () -> nexus.end(LinkStop.away("closed by this centre")));
    }
  }
}
