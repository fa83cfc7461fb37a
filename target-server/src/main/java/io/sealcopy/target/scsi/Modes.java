package io.sealcopy.target.scsi;

/**
 * The mode parameters of a unit, shared by all nexuses: the current, the saved and the default
 * ones. SPC-4 §5.11. Safe for any thread.
 */
public final class Modes {
  private static final String PART = "modes";
  private static final int VERSION = 1;

  private final UnitStore store;
  private volatile ModeParameters saved;
  private volatile ModeParameters current;

  /**
   * Begins with what is saved.
   *
   * @throws IllegalStateException if that cannot be understood
   */
  Modes(UnitStore store) {
    this.store = store;
    byte[] content = store.load(PART);
    if (content != null && (content.length != 2 || content[0] != VERSION)) {
      throw new IllegalStateException(
          "saved mode parameters of an unknown version; delete the file \"modes\" to go without");
    }
    saved = content == null ? ModeParameters.DEFAULT : ModeParameters.ofBits(content[1]);
    current = saved;
  }

  /** What holds now; cheap, for every command. */
  public ModeParameters current() {
    return current;
  }

  /** What holds after a reset or a restart. */
  public ModeParameters saved() {
    return saved;
  }

  /** Whether MODE SELECT can save. */
  public boolean saveable() {
    return store.durable();
  }

  public void change(ModeParameters now) {
    current = now;
  }

  /** Saves, then tells {@code done} whether that is durable. */
  public void save(ModeParameters now, UnitStore.Saved done) {
    byte[] content = {VERSION, (byte) now.bits()};
    store.save(
        PART,
        content,
        failure -> {
          if (failure == null) {
            saved = now;
          }
          done.done(failure);
        });
  }

  void reset() {
    current = saved;
  }
}
