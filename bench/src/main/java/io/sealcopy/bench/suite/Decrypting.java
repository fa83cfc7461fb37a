package io.sealcopy.bench.suite;

import io.sealcopy.bench.lab.Lab;
import io.sealcopy.bench.lab.Ran;
import io.sealcopy.bench.lab.Tools;
import io.sealcopy.bench.lab.VolumeFile;
import io.sealcopy.bench.load.TimedCommand;
import io.sealcopy.bench.peer.Centre;
import io.sealcopy.bench.peer.SealedPair;
import io.sealcopy.bench.peer.Settings;
import io.sealcopy.bench.row.Figure;
import io.sealcopy.bench.row.Goal;
import io.sealcopy.bench.row.Measured;
import io.sealcopy.bench.row.Rounds;
import io.sealcopy.bench.row.Row;
import io.sealcopy.bench.row.Sample;
import io.sealcopy.bench.row.Suite;
import java.nio.file.Path;
import java.util.List;

/** A sealed copy turned back into plaintext, against LUKS opened by QEMU. */
public final class Decrypting implements Suite {
  private static final String PASSPHRASE = "correct horse battery staple";

  @Override
  public String name() {
    return "decrypting";
  }

  @Override
  public String title() {
    return "Decrypting a copy";
  }

  @Override
  public List<String> rows() {
    return List.of("decrypt");
  }

  @Override
  public String remarks() {
    return """
    `sealcopy decrypt` reads a copy over iSCSI, opens it and writes it back in place; `qemu-img \
    convert` reads a LUKS volume (AES-256-XTS) over iSCSI from our target, opens it and writes \
    another volume
    of that target. All of it is ciphertext. Processor time is that of the whole client process, \
    the start of the JVM included.\
    """;
  }

  @Override
  public void run(Lab lab, Rounds rounds) throws InterruptedException {
    long size = rounds.effort().volumeBytes() * 4;
    Path file = VolumeFile.filled(lab.path("data.img"), size);
    Path luks = lab.path("luks.img");
    makeLuks(lab, file, luks);
    Settings settings =
        Settings.PLAIN
            .file("luks", luks, luks.toFile().length())
            .file("opened", lab.path("opened.img"), size);
    try (SealedPair pair = SealedPair.start(lab, "pair", file, size, "1 GiB", List.of())) {
      pair.flush();
      pair.end();
      lab.run(List.of("cp", "-a", "--sparse=never", pair.copyPlace().toString(), kept(lab)))
          .expectOk();
      try (Centre target = Centre.start(lab, Centre.Kind.MAIN, "luks", settings)) {
        rounds.compare(
            Row.of(
                "decrypt",
                "sealcopy decrypt, in place",
                "qemu-img convert from LUKS",
                new Goal(Figure.OPENED, 1.5)),
            _ -> decrypt(lab, pair, size),
            luks(lab, target, size));
      }
    }
  }

  private static String kept(Lab lab) {
    return lab.path("kept").toString();
  }

  /** Each time from the same sealed copy. */
  private static Sample decrypt(Lab lab, SealedPair pair, long size) throws InterruptedException {
    String place = pair.copyPlace().toString();
    lab.run(List.of("rm", "-r", place)).expectOk();
    lab.run(List.of("cp", "-a", "--sparse=never", kept(lab), place)).expectOk();
    pair.acceptCopy();
    pair.startRemote();
    TimedCommand times = TimedCommand.run(lab, pair.decryptCommand());
    pair.stopRemote();
    return opened(size, times);
  }

  private static Measured luks(Lab lab, Centre target, long size) {
    return _ -> {
      return opened(size, TimedCommand.run(lab, convertCommand(target)));
    };
  }

  private static Sample opened(long size, TimedCommand times) {
    return Sample.of(Figure.OPENED, size / Sample.GIB / times.cpuSeconds())
        .with(Figure.THROUGHPUT, size / 1e6 / times.seconds());
  }

  /**
   * qemu-img times its derivation of the passphrase by the processor's clock, and gives up when
   * that has not moved meanwhile, as happens in a virtual machine now and then: one try in seven
   * here.
   */
  private static void makeLuks(Lab lab, Path from, Path to) throws InterruptedException {
    Ran made = lab.run(luksCommand(from, to));
    for (int tries = 1; tries < 20 && made.output().contains("accurate CPU usage"); tries++) {
      made = lab.run(luksCommand(from, to));
    }
    made.expectOk();
  }

  private static List<String> luksCommand(Path from, Path to) {
    return List.of(
        qemuImg(),
        "convert",
        "--object",
        "secret,id=key,data=" + PASSPHRASE,
        "-O",
        "luks",
        "-o",
        "key-secret=key,cipher-alg=aes-256,cipher-mode=xts,ivgen-alg=plain64,iter-time=200",
        from.toString(),
        to.toString());
  }

  private static List<String> convertCommand(Centre target) {
    String source =
        "driver=luks,key-secret=key,file.driver=iscsi,file.transport=tcp,"
            + "file.portal=%s,file.target=%s,file.lun=0"
                .formatted(target.portal(), target.target());
    return List.of(
        qemuImg(),
        "convert",
        "--object",
        "secret,id=key,data=" + PASSPHRASE,
        "-n",
        "-W",
        "--image-opts",
        "--target-image-opts",
        source,
        "driver=raw,file.driver=iscsi,file.transport=tcp,file.portal=%s,file.target=%s,file.lun=1"
            .formatted(target.portal(), target.target()));
  }

  private static String qemuImg() {
    return Tools.path("qemu-img", "qemu-utils");
  }
}
