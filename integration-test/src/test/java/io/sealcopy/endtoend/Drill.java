package io.sealcopy.endtoend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A remote centre as a crash left it: its files copied, served beside it, and decrypted there. */
final class Drill {
  private static final int LONGEST_MILLIS = 1500;

  private final Scratch scratch;
  private final SealedPair pair;
  private final RemoteCentre remote;

  /** Copies the files of the pair's remote centre, which must not run. */
  Drill(Scratch scratch, SealedPair pair, String name) {
    this.scratch = scratch;
    this.pair = pair;
    this.remote = pair.anotherRemote(name);
    copy(pair.remote.state(), remote.state());
    copy(pair.remote.copyFile(), remote.copyFile());
    // It is another file, which was copied together with its state.
    remote.writeConfig();
    scratch
        .sealcopy("remote", "accept", "--config", remote.config().toString(), "--copy", "data-copy")
        .expectOk();
  }

  private void copy(Path from, Path to) {
    scratch.run("cp", "-a", "--sparse=auto", from.toString(), to.toString()).expectOk();
  }

  /** Where the copy is. */
  Path image() {
    return remote.copyFile();
  }

  /** Decrypts it; the decryptor or the remote centre is killed on the way, at times. */
  void decrypt(RandomGenerator random) {
    remote.start();
    if (random.nextBoolean()) {
      Running decryptor = scratch.start("decrypt", Map.of(), pair.decryptCommandAt(remote.port()));
      Scratch.pause(random.nextInt(LONGEST_MILLIS));
      if (random.nextInt(3) == 0) {
        remote.kill();
        decryptor.kill();
        remote.start();
      } else {
        decryptor.kill();
      }
    }
    pair.decryptAt(remote.port()).expectOk();
    remote.kill();
  }

  /** Removes its files. */
  void remove() {
    scratch
        .run(
            Duration.ofMinutes(1),
            Map.of(),
            List.of("rm", "-r", remote.state().toString(), remote.copyFile().toString()))
        .expectOk();
  }
}
