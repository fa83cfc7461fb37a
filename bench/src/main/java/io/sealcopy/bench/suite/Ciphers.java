package io.sealcopy.bench.suite;

import static io.sealcopy.bench.micro.CipherSpeed.openssl;
import static io.sealcopy.bench.micro.CipherSpeed.ours;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Suite;
import java.util.List;

/** Sealing on one processor, against OpenSSL. */
public final class Ciphers implements Suite {
  private static final int KIB = 1024;
  private static final int WRITE = 64 * KIB;
  private static final String SPEED = "openssl speed";

  @Override
  public String name() {
    return "ciphers";
  }

  @Override
  public String title() {
    return "Sealing on one processor, against OpenSSL";
  }

  @Override
  public String remarks() {
    return """
    Bytes sealed in a second of processor time, both pinned to the same processor. Ours is what a \
    pair does with a host's write: out of a direct buffer into the journal's, each unit with its \
    own tweak, or with its own nonce, header to authenticate, and tag. `openssl speed` encrypts \
    one warm buffer in place, over and over, one `EVP_EncryptUpdate` a unit: XTS with the same \
    tweak each time (computed anew for each unit, as ours is); GCM as one endless message, with \
    neither nonce nor tag for a unit. With `-aead` it has those too, and so does the same work as \
    ours, apart from the copies.\
    """;
  }

  @Override
  public List<String> rows() {
    return List.of("xts-512", "xts-512-short", "xts-4k", "xts-4k-short", "gcm-4k", "gcm-4k-aead");
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    Goal goal = Goal.throughput(0.8);
    xts(lab, rounds, "xts-512", 512, WRITE, goal);
    xts(lab, rounds, "xts-512-short", 512, 4 * KIB, goal);
    xts(lab, rounds, "xts-4k", 4 * KIB, WRITE, goal);
    xts(lab, rounds, "xts-4k-short", 4 * KIB, 4 * KIB, goal);
    Measured gcm = ours(lab, "gcm", 4 * KIB, WRITE);
    String what = "aes-256-gcm in units of 4096 bytes, writes of 64 KiB";
    rounds.compare(
        Row.of("gcm-4k", what, SPEED, goal), gcm, openssl(lab, 4 * KIB, "-evp", "aes-256-gcm"));
    rounds.compare(
        Row.of("gcm-4k-aead", what, SPEED + " -aead", goal),
        gcm,
        openssl(lab, 4 * KIB, "-aead", "-evp", "aes-256-gcm"));
  }

  private static void xts(Lab lab, Rounds rounds, String id, int unit, int length, Goal goal)
      throws InterruptedException {
    String what =
        "aes-256-xts in units of %d bytes, writes of %d KiB".formatted(unit, length / KIB);
    rounds.compare(
        Row.of(id, what, SPEED, goal),
        ours(lab, "xts", unit, length),
        openssl(lab, unit, "-evp", "aes-256-xts"));
  }
}
