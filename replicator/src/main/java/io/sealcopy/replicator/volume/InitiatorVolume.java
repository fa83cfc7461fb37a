package io.sealcopy.replicator.volume;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.sealcopy.config.Backing;
import io.sealcopy.config.EndpointConfig;
import io.sealcopy.initiator.InitiatorOptions;
import io.sealcopy.initiator.IscsiUrl;
import io.sealcopy.initiator.ScsiOutcome;
import io.sealcopy.initiator.ScsiRequest;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionListener;
import io.sealcopy.protocol.scsi.BlockCdbs;
import io.sealcopy.replicator.Threads;
import io.sealcopy.replicator.link.LinkStop;
import io.sealcopy.replicator.link.ReservedLun;
import io.sealcopy.replicator.manage.RemoteLogins;
import io.sealcopy.storage.file.StorageDirectory;
import io.sealcopy.storage.volume.Completion;
import io.sealcopy.storage.volume.Volume;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.storage.volume.VolumeGeometry;
import io.sealcopy.storage.volume.VolumeTraits;
import io.sealcopy.storage.volume.WriteStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A logical unit of another iSCSI target as a volume, taken with a Write Exclusive reservation so
 * that no host goes round it. While its target is away, requests fail as {@link VolumeFailure.Away}
 * and the session is opened again and again. A lost reservation is never taken back by itself.
 */
public final class InitiatorVolume implements Volume {
  private static final Logger LOG = LoggerFactory.getLogger(InitiatorVolume.class);
  private static final int PIECE = 256 * 1024;
  private static final long MAX_DELAY_MILLIS = 30_000;
  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PIECE).asReadOnlyBuffer();

  private final String name;
  private final IscsiUrl url;
  private final InitiatorOptions options;
  private final long key;
  private final StorageDirectory keyDirectory;
  private final String designator;
  private final VolumeGeometry geometry;
  private final VolumeTraits traits;
  private volatile @Nullable Session session;
  private volatile String away = "its target is being connected to";
  private volatile boolean closed;

  private InitiatorVolume(
      String name,
      IscsiUrl url,
      InitiatorOptions options,
      long key,
      StorageDirectory keyDirectory,
      ReservedLun.Held held) {
    this.name = name;
    this.url = url;
    this.options = options;
    this.key = key;
    this.keyDirectory = keyDirectory;
    this.designator = held.designator();
    this.geometry = held.geometry();
    this.session = held.session();
    UUID id = UUID.nameUUIDFromBytes(("lun " + designator).getBytes(UTF_8));
    // Contents lost or swapped show as another designator or another size, no better here.
    UUID incarnation =
        UUID.nameUUIDFromBytes(("lun " + designator + " " + geometry).getBytes(UTF_8));
    this.traits = new VolumeTraits(id, incarnation, true, false, false, true);
  }

  /**
   * Takes the unit; blocks for at most the connect and login timeouts.
   *
   * @param state keeps the reservation's key while it is held
   * @throws IOException when it cannot be reached, is held by another, or was taken over
   */
  static InitiatorVolume open(
      String name, Backing.Iscsi backing, String initiatorName, StorageDirectory state)
      throws IOException {
    EndpointConfig endpoint = backing.endpoint();
    IscsiUrl url =
        new IscsiUrl(
            Optional.empty(),
            endpoint.portal().host(),
            endpoint.portal().port(),
            endpoint.target(),
            backing.lun());
    UUID sessionId = UUID.nameUUIDFromBytes(("volume " + name).getBytes(UTF_8));
    InitiatorOptions options =
        RemoteLogins.options(initiatorName, sessionId, endpoint.chap().map(RemoteLogins::login))
            .withSecurity(RemoteLogins.security(endpoint.tls()));
    StorageDirectory keys = state.directory("reservations");
    boolean held = keys.exists(name);
    long key =
        held
            ? Long.parseUnsignedLong(new String(keys.readAll(name), UTF_8), 16)
            : new SecureRandom().nextLong();
    if (!held) {
      keys.replace(name, Long.toHexString(key).getBytes(UTF_8));
    }
    AtomicReference<@Nullable InitiatorVolume> self = new AtomicReference<>();
    return switch (ReservedLun.open(url, options, key, held, listener(self))) {
      case ReservedLun.Held taken -> {
        InitiatorVolume volume = new InitiatorVolume(name, url, options, key, keys, taken);
        self.set(volume);
        yield volume;
      }
      case ReservedLun.Not(LinkStop why) -> {
        if (!held) {
          keys.delete(name);
        }
        throw new IOException(why.message());
      }
    };
  }

  private static SessionListener listener(AtomicReference<@Nullable InitiatorVolume> self) {
    return new SessionListener() {
      @Override
      public void closed(ScsiOutcome.Failure reason) {
        InitiatorVolume volume = self.get();
        if (volume != null) {
          volume.lost(reason.message());
        }
      }
    };
  }

  private void lost(String why) {
    session = null;
    away = why;
    if (!closed) {
      LOG.warn("volume {}: {} is away: {}", name, url, why);
      Threads.virtual("volume-" + name, this::reconnect);
    }
  }

  private void reconnect() {
    AtomicReference<@Nullable InitiatorVolume> self = new AtomicReference<>();
    for (long delay = 500; !closed; delay = Math.min(delay * 2, MAX_DELAY_MILLIS)) {
      switch (ReservedLun.open(url, options, key, true, listener(self))) {
        case ReservedLun.Held held -> {
          if (!held.designator().equals(designator) || !held.geometry().equals(geometry)) {
            away = url + " is another logical unit now (" + held.designator() + ")";
            LOG.error("volume {}: {}", name, away);
            held.session().abandon();
            return;
          }
          session = held.session();
          self.set(this);
          if (held.session().ended().isPresent()) {
            continue;
          }
          LOG.info("volume {}: {} is back", name, url);
          return;
        }
        case ReservedLun.Not(LinkStop.Refused refused) -> {
          away = refused.message();
          LOG.error("volume {} is fenced until a restart: {}", name, away);
          return;
        }
        case ReservedLun.Not(LinkStop.Trouble trouble) -> away = trouble.message();
      }
      try {
        Thread.sleep(delay);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  @Override
  public VolumeGeometry geometry() {
    return geometry;
  }

  @Override
  public VolumeTraits traits() {
    return traits;
  }

  @Override
  public void read(long lba, ByteBuffer destination, Completion completion) {
    int end = destination.limit();
    int start = destination.position();
    long blocks = ((long) end - start) / geometry.blockLength();
    inPieces(
        blocks,
        at -> {
          int from = start + (int) at * geometry.blockLength();
          ByteBuffer piece =
              destination.duplicate().limit(Math.min(end, from + PIECE)).position(from);
          int count = piece.remaining() / geometry.blockLength();
          return ScsiRequest.reading(url.lun(), BlockCdbs.read16(lba + at, count), piece);
        },
        failure -> {
          if (failure == null) {
            destination.position(end);
          }
          completion.done(failure);
        },
        message -> new VolumeFailure.ReadFailed(lba, message));
  }

  @Override
  public WriteStream openWrite(long lba, int blocks, boolean forceUnitAccess) {
    ByteBuffer data = ByteBuffer.allocateDirect(blocks * geometry.blockLength());
    return new WriteStream() {
      @Override
      public void data(int offset, ByteBuffer bytes) {
        data.put(offset, bytes, bytes.position(), bytes.remaining());
        bytes.position(bytes.limit());
      }

      @Override
      public void finish(Completion completion) {
        write(lba, blocks, forceUnitAccess, at -> piece(data, at), completion);
      }

      @Override
      public void abort() {}
    };
  }

  private ByteBuffer piece(ByteBuffer data, long at) {
    int from = (int) at * geometry.blockLength();
    return data.duplicate().limit(Math.min(data.capacity(), from + PIECE)).position(from);
  }

  private void write(
      long lba,
      long blocks,
      boolean forceUnitAccess,
      LongFunction<ByteBuffer> content,
      Completion completion) {
    inPieces(
        blocks,
        at -> {
          ByteBuffer piece = content.apply(at);
          int count = piece.remaining() / geometry.blockLength();
          return ScsiRequest.writing(
              url.lun(), BlockCdbs.write16(lba + at, count, forceUnitAccess), piece);
        },
        completion,
        message -> new VolumeFailure.WriteFailed(lba, message));
  }

  @Override
  public void zero(long lba, long blocks, Completion completion) {
    // WRITE SAME is optional at targets; zeros are not.
    write(
        lba,
        blocks,
        false,
        at -> {
          long left = (blocks - at) * geometry.blockLength();
          return ZEROS.duplicate().limit((int) Math.min(PIECE, left));
        },
        completion);
  }

  @Override
  public void unmap(long lba, long blocks, Completion completion) {
    zero(lba, blocks, completion);
  }

  @Override
  public void flush(Completion completion) {
    inPieces(
        1,
        _ -> ScsiRequest.withoutData(url.lun(), BlockCdbs.synchronizeCache10(0, 0)),
        completion,
        message -> new VolumeFailure.WriteFailed(0, message));
  }

  private interface Failing {
    VolumeFailure with(String message);
  }

  /** Sends a request for each 256 KiB; tells the first failure when all have ended. */
  private void inPieces(
      long blocks, LongFunction<ScsiRequest> request, Completion completion, Failing failing) {
    Session current = session;
    if (current == null) {
      completion.done(new VolumeFailure.Away("volume " + name + ": " + away));
      return;
    }
    long pieceBlocks = PIECE / geometry.blockLength();
    int pieces = (int) Math.ceilDiv(blocks, pieceBlocks);
    AtomicInteger open = new AtomicInteger(pieces);
    AtomicReference<@Nullable VolumeFailure> first = new AtomicReference<>();
    for (long at = 0; at < blocks; at += pieceBlocks) {
      current.submit(
          request.apply(at),
          outcome -> {
            if (!outcome.good()) {
              first.compareAndSet(null, failure(outcome, failing));
            }
            if (open.decrementAndGet() == 0) {
              completion.done(first.get());
            }
          });
    }
  }

  private VolumeFailure failure(ScsiOutcome outcome, Failing failing) {
    String message = "volume " + name + " at " + url + ": " + outcome.describe();
    return switch (outcome) {
      case ScsiOutcome.Failure _ -> new VolumeFailure.Away(message);
      case ScsiOutcome.Response _ -> failing.with(message);
    };
  }

  @Override
  public long mappedRun(long lba, long blocks) {
    return blocks;
  }

  /** Gives the unit back. */
  @Override
  public void close() {
    closed = true;
    Session current = session;
    if (current == null) {
      return;
    }
    String problem = ReservedLun.release(current, url, key);
    try {
      if (problem == null) {
        keyDirectory.delete(name);
      }
    } catch (IOException e) {
      problem = e.getMessage();
    }
    if (problem != null) {
      LOG.warn("volume {}: the reservation of {} was not given back: {}", name, url, problem);
    }
    current.close();
  }
}
