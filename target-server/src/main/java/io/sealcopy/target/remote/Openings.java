package io.sealcopy.target.remote;

import io.sealcopy.protocol.vendor.OpeningPage;
import java.io.IOException;

/**
 * Under which opening of its group at the main centre a group's newest changes were made, durably
 * ({@code protocol/spec/opening.md}). It means nothing here: the main centre compares.
 */
final class Openings {
  private Openings() {}

  /** READ OPENING, or NOTE OPENING when the event says which; durable then when this returns. */
  static CopyAnswer answer(GroupDirectory directory, CopyEvent.Opening event, boolean open) {
    long told = event.told();
    try {
      if (told == CopyEvent.Opening.ASKED) {
        return GroupDesk.page(directory.opening().encode());
      }
      if (!open) {
        return new CopyAnswer.OutOfSequence("only the open nexus says what it brings");
      }
      if (told == 0) {
        return new CopyAnswer.WrongArgument("an opening has a number");
      }
      directory.store(new OpeningPage(told));
      return new CopyAnswer.Done();
    } catch (IOException e) {
      return new CopyAnswer.NotReady("the opening cannot be read or kept: " + e.getMessage());
    }
  }
}
