package io.sealcopy.target.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.scsi.IscsiTransportId;
import io.sealcopy.protocol.scsi.SenseKey;
import io.sealcopy.target.TestVolume;
import io.sealcopy.target.scsi.MapStore;
import io.sealcopy.target.scsi.Nexus;
import io.sealcopy.target.scsi.NexusId;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.TaskControl;
import io.sealcopy.target.scsi.command.ReservationModel.End;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One run of random steps on the target and on the model. */
final class ReservationModelRun {
  private static final int INITIATORS = 4;
  private static final int[] TYPES = {1, 3, 5, 6, 7, 8};
  private static final String READ = "28 00 00000000 00 0001 00";
  private static final String WRITE = "2a 00 00000000 00 0001 00";

  private final RandomGenerator random;
  private final MapStore store = new MapStore();
  private final TestVolume volume = new TestVolume(512, 8);
  private final ReservationModel model = new ReservationModel(INITIATORS);
  private final Nexus[] nexuses = new Nexus[INITIATORS];
  private CommandRunner runner = new CommandRunner(volume, store);

  ReservationModelRun(RandomGenerator random) {
    this.random = random;
    for (int i = 0; i < INITIATORS; i++) {
      nexuses[i] = login(i);
    }
  }

  private Nexus login(int who) {
    NexusId id = new NexusId("iqn.host" + who, new Isid(who), runner.target.name(), 1);
    Nexus nexus = new Nexus(id, who + 1, Optional.empty(), TaskControl.NONE);
    runner.target.attach(nexus);
    return nexus;
  }

  void run(int steps) {
    for (int step = 0; step < steps; step++) {
      String what = step();
      for (int who = 0; who < INITIATORS; who++) {
        compare(what, who);
      }
      compareState(what);
    }
  }

  private String step() {
    int who = random.nextInt(INITIATORS);
    return switch (random.nextInt(30)) {
      case 0 -> loseNexus(who);
      case 1 -> restart();
      default -> serviceAction(who);
    };
  }

  private String loseNexus(int who) {
    runner.target.detach(nexuses[who]);
    model.attentions.get(who).clear();
    nexuses[who] = login(who);
    return "nexus lost " + who;
  }

  private String restart() {
    runner = new CommandRunner(volume, store);
    model.restart();
    for (int i = 0; i < INITIATORS; i++) {
      nexuses[i] = login(i);
    }
    return "restart";
  }

  /** Mostly the right key, else any. */
  private long key(int who) {
    return random.nextInt(5) == 0 ? random.nextInt(4) : model.keys[who];
  }

  private String serviceAction(int who) {
    int action = random.nextInt(8);
    int type = TYPES[random.nextInt(TYPES.length)];
    long key = key(who);
    long other = random.nextInt(4);
    boolean persistent = random.nextInt(4) != 0;
    boolean unregister = random.nextBoolean();
    int to = random.nextInt(INITIATORS);
    End expected =
        switch (action) {
          case 0 -> model.register(who, key, other, false, persistent);
          case 1 -> model.reserve(who, key, type);
          case 2 -> model.release(who, key, type);
          case 3 -> model.clear(who, key);
          case 4, 5 -> model.preempt(who, key, other, type);
          case 6 -> model.register(who, key, other, true, persistent);
          default -> model.move(who, key, other, unregister, persistent, to);
        };
    byte[] list =
        action == 7
            ? moveList(key, other, (unregister ? 2 : 0) | (persistent ? 1 : 0), to)
            : ByteBuffer.allocate(24)
                .putLong(key)
                .putLong(other)
                .put(20, (byte) (persistent ? 1 : 0))
                .array();
    String cdb = "5f %02x %02x 0000 %08x 00".formatted(action, type, list.length);
    String what = "%d: action %d type %d key %d other %d".formatted(who, action, type, key, other);
    assertThat(end(runner.run(nexuses[who], cdb, list))).as(what).isEqualTo(expected);
    return what;
  }

  private byte[] moveList(long key, long newKey, int flags, int to) {
    NexusId id = nexuses[to].id();
    byte[] name = new IscsiTransportId(id.initiatorName(), Optional.of(id.isid())).encode();
    return ByteBuffer.allocate(24 + name.length)
        .putLong(key)
        .putLong(newKey)
        .put((byte) 0)
        .put((byte) flags)
        .putShort((short) 1)
        .putInt(name.length)
        .put(name)
        .array();
  }

  private static End end(CommandRunner.Result result) {
    return result.good()
        ? End.GOOD
        : result.outcome().equals(Outcome.RESERVATION_CONFLICT) ? End.CONFLICT : End.CHECK;
  }

  private void compare(String what, int who) {
    List<Integer> attentions = new ArrayList<>();
    CommandRunner.Result ready = runner.run(nexuses[who], "00 00 000000 00");
    while (!ready.good()) {
      assertThat(ready.senseData().key()).isEqualTo(SenseKey.UNIT_ATTENTION);
      attentions.add(ready.sense().code() << 8 | ready.sense().qualifier());
      ready = runner.run(nexuses[who], "00 00 000000 00");
    }
    assertThat(attentions)
        .as("told to %d after %s", who, what)
        .containsExactlyInAnyOrderElementsOf(model.attentions.get(who));
    model.attentions.get(who).clear();
    assertThat(runner.run(nexuses[who], READ).good())
        .as("%d reads after %s", who, what)
        .isEqualTo(model.mayRead(who));
    assertThat(runner.run(nexuses[who], WRITE, new byte[512]).good())
        .as("%d writes after %s", who, what)
        .isEqualTo(model.mayWrite(who));
  }

  private void compareState(String what) {
    ByteBuffer keys =
        ByteBuffer.wrap(runner.run(nexuses[0], "5e 00 0000000000 00ff 00").data()).position(8);
    List<Long> registered = new ArrayList<>();
    while (keys.hasRemaining()) {
      registered.add(keys.getLong());
    }
    assertThat(registered)
        .as(what)
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(model.keys).filter(key -> key != 0).boxed().toList());
    byte[] reservation = runner.run(nexuses[0], "5e 01 0000000000 00ff 00").data();
    assertThat(reservation.length == 8 ? 0 : (int) reservation[21]).as(what).isEqualTo(model.type);
    assertThat(runner.run(nexuses[0], "5e 02 0000000000 00ff 00").data()[3] & 1)
        .as("PTPL_A after " + what)
        .isEqualTo(model.aptpl ? 1 : 0);
  }
}
