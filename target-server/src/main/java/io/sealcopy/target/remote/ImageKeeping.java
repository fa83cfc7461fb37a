package io.sealcopy.target.remote;

import java.io.IOException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The commands that begin, use and end an earlier image of a group. */
final class ImageKeeping {
  private final GroupDesk desk;
  private final GroupImage image;
  private final GroupFiles files;

  ImageKeeping(GroupDesk desk, GroupImage image, GroupFiles files) {
    this.desk = desk;
    this.image = image;
    this.files = files;
  }

  /** KEEP IMAGE, when everything that came before it is applied. Always true: it is done. */
  boolean keep(CopyEvent.KeepImage keep) {
    keep.listener().answered(begin(keep.time()));
    return true;
  }

  private CopyAnswer begin(long time) {
    GroupParts parts = desk.parts();
    CopyAnswer refusal = refusal();
    if (parts == null || refusal != null || image.earlier() != null) {
      return refusal != null ? refusal : new CopyAnswer.Done();
    }
    try {
      image.keep(
          EarlierImage.create(
              parts.directory(),
              desk.members(),
              image.applied(),
              time,
              files.ringIds(),
              files.imageBytes()));
      return new CopyAnswer.Done();
    } catch (IOException e) {
      return new CopyAnswer.NotReady("an earlier image cannot be kept: " + e.getMessage());
    }
  }

  /** DROP IMAGE. */
  CopyAnswer drop() {
    CopyAnswer refusal = refusal();
    if (refusal != null) {
      return refusal;
    }
    try {
      image.dropEarlier();
      return new CopyAnswer.Done();
    } catch (IOException e) {
      return new CopyAnswer.NotReady("the earlier image cannot be dropped: " + e.getMessage());
    }
  }

  /** Of a copy that was taken over the main centre decides nothing any more. */
  private @Nullable CopyAnswer refusal() {
    if (desk.parts() == null || desk.fault().isPresent()) {
      return desk.notReady();
    }
    return desk.isTakenOver() ? new CopyAnswer.OutOfSequence("the copy was taken over") : null;
  }

  /**
   * A take-over to the earlier image, when nothing is on its way. Always true: it is done.
   *
   * @param ending what follows a take-over
   * @throws IOException when the image cannot be put back now; the next start tries again
   */
  boolean takeOver(CopyEvent.TakeOverImage take, BiConsumer<CopyAnswer, CopyAnswer.Listener> ending)
      throws IOException {
    CopyAnswer answer = desk.takeOver(take.token(), true);
    if (answer instanceof CopyAnswer.Done) {
      image.putBackEarlier();
      desk.image().read(desk.parts());
    }
    ending.accept(answer, take.listener());
    return true;
  }
}
