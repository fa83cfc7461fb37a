package io.sealcopy.storage.volume;

import java.nio.ByteBuffer;

/** A write that takes its data and ends with a failure. */
public record RefusedWrite(VolumeFailure refusal) implements WriteStream {
  @Override
  public void data(int offset, ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  @Override
  public void finish(Completion completion) {
    completion.done(refusal);
  }

  @Override
  public void abort() {}
}
