package io.sealcopy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A Linux host runs a database on ext4 over open-iscsi; its main centre dies in the middle; the
 * remote centre takes over, the copy is decrypted, and another host finds the database sound, with
 * everything that was flushed.
 */
@Tag("system")
class DatabaseDrillTest {
  private static final long SIZE = 96L << 20;
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final Pattern COMMITTED = Pattern.compile("committed (\\d+)");
  private static final Pattern FOUND = Pattern.compile("transactions (\\d+)");

  @RegisterExtension final Scratch scratch = new Scratch();

  @Test
  void theDatabaseIsSoundAtTheOtherCentre() throws Exception {
    SealedPair pair = SealedPair.make(scratch, SIZE, 512);
    pair.start();
    pair.createAndWait();
    Running database = database(pair);
    awaitCommitted(database, 5);
    int flushed = committed(database);
    pair.flush();
    awaitCommitted(database, flushed + 20);
    pair.main.kill();
    assertThat(database.await(LIMIT)).as("exit code of the database's host").isZero();
    int last = committed(database);

    pair.takeOver();
    pair.decrypt().expectOk();
    Ran after = use(pair);
    assertThat(after.out()).doesNotContain("not ok");
    assertThat(number(FOUND, after.out(), 0)).isBetween(flushed, last + 1);
  }

  private Running database(SealedPair pair) throws Exception {
    return new Guest(scratch)
        .forward(pair.main.port())
        .environment("PORT", pair.main.port())
        .environment("TARGET", pair.main.target())
        .environment("CHAP_USER", pair.host.user())
        .environment("CHAP_SECRET", pair.host.secret())
        .start("database.sh", LIMIT);
  }

  private Ran use(SealedPair pair) throws Exception {
    return new Guest(scratch)
        .forward(pair.remote.port())
        .environment("PORT", pair.remote.port())
        .environment("TARGET", pair.remote.target())
        .environment("HOST", RemoteCentre.OUTSIDER)
        .environment("CHAP_USER", pair.decryptor.user())
        .environment("CHAP_SECRET", pair.decryptor.secret())
        .run("database-after.sh", LIMIT);
  }

  private static void awaitCommitted(Running database, int count) {
    Scratch.await(
        count + " transactions",
        LIMIT,
        () -> {
          if (!database.alive()) {
            throw new AssertionError("the host of the database has ended\n" + database.tail(40));
          }
          return committed(database) >= count;
        });
  }

  private static int committed(Running database) {
    return number(COMMITTED, database.log(), 0);
  }

  private static int number(Pattern pattern, String text, int otherwise) {
    int found = otherwise;
    for (Matcher matcher = pattern.matcher(text); matcher.find(); ) {
      found = Integer.parseInt(matcher.group(1));
    }
    return found;
  }
}
