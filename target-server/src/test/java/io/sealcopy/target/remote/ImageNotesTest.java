package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.testing.Seeds;
import io.sealcopy.protocol.testing.SpecPage;
import io.sealcopy.protocol.vendor.ImageNote;
import io.sealcopy.storage.sim.SimDisk;
import org.junit.jupiter.api.Test;

/** A main centre tells whether the image is whole; whoever takes it over can know. */
class ImageNotesTest {
  private static final long MOMENT = 0x0000019b00112233L;

  private final SimDisk disk = new SimDisk(Seeds.generator(3));
  private final CopyWorld world = new CopyWorld(disk, 1000);

  private CopyAnswer note(long nexus, long moment, boolean copying) {
    long number = new ImageNote(moment, copying).encode();
    return world.command(l -> new CopyEvent.NoteImage(nexus, number, l));
  }

  private java.util.Optional<ImageNote> told() {
    return world.takeOverStatus(false).image();
  }

  private void bound() {
    world.boot();
    world.bind();
  }

  @Test
  void theFileIsAsTheSpecificationSays() {
    byte[] vector = SpecPage.named("image-note.md").vector("a mixture");
    ImageNote note = new ImageNote(MOMENT, true);
    assertThat(ImageNotes.encode(note)).isEqualTo(vector);
    assertThat(ImageNotes.decode(vector)).contains(note);
    for (int i = 0; i < vector.length; i++) {
      byte[] damaged = vector.clone();
      damaged[i] ^= 4;
      assertThat(ImageNotes.decode(damaged)).as("byte %d", i).isEmpty();
    }
    assertThat(ImageNotes.decode(new byte[0])).isEmpty();
  }

  @Test
  void nothingIsKnownBeforeItIsSaid() {
    bound();
    world.open(1, 1);
    assertThat(told()).isEmpty();
  }

  @Test
  void whatWasSaidIsKnownAfterACrashAndATakeOver() {
    bound();
    world.open(1, 1);
    assertThat(note(1, 100, true)).isEqualTo(new CopyAnswer.Done());
    disk.crash();
    world.boot();
    assertThat(told()).contains(new ImageNote(100, true));
    world.open(2, 1);
    assertThat(note(2, 90, true)).isEqualTo(new CopyAnswer.Done());
    assertThat(told()).as("it is a mixture since then").contains(new ImageNote(100, true));
    assertThat(note(2, 120, false)).isEqualTo(new CopyAnswer.Done());
    world.takeOver();
    assertThat(told()).contains(new ImageNote(120, false));
    assertThat(note(2, 130, true)).isInstanceOf(CopyAnswer.OutOfSequence.class);
    assertThat(told()).contains(new ImageNote(120, false));
  }

  @Test
  void aNoteThatWasOvertakenSaysNothing() {
    bound();
    world.open(1, 1);
    note(1, 100, true);
    assertThat(note(1, 99, false)).isInstanceOf(CopyAnswer.OutOfSequence.class);
    assertThat(told()).contains(new ImageNote(100, true));
  }

  @Test
  void onlyTheOpenNexusSaysIt() {
    bound();
    assertThat(note(1, 100, false)).isInstanceOf(CopyAnswer.OutOfSequence.class);
    world.open(1, 1);
    assertThat(note(2, 100, false)).isInstanceOf(CopyAnswer.OutOfSequence.class);
    assertThat(world.command(l -> new CopyEvent.NoteImage(1, 1, l)))
        .as("no moment")
        .isInstanceOf(CopyAnswer.WrongArgument.class);
    assertThat(told()).isEmpty();
  }
}
