package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import io.sealcopy.protocol.iscsi.text.TextAssembler;
import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.protocol.iscsi.text.TextProblem;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Text requests in full feature phase, RFC 7143 §11.10: SendTargets, whose answer may take several
 * responses. Other keys are not negotiated any more.
 */
final class TextExchange {
  private final TargetDirectory directory;
  private final LoginResult login;
  private final Wire wire;
  private final TextAssembler assembler = new TextAssembler(TextLimits.NEGOTIATION);
  private @Nullable Refusal tooMuch;
  private @Nullable ByteBuffer rest;
  private int tag;

  TextExchange(TargetDirectory directory, LoginResult login, Wire wire) {
    this.directory = directory;
    this.login = login;
    this.wire = wire;
  }

  void data(ByteBuffer slice) {
    Optional<TextProblem> problem = assembler.append(slice);
    if (problem.isPresent()) {
      tooMuch = new Refusal(RejectReason.PROTOCOL_ERROR, problem.get().problem());
      slice.position(slice.limit());
    }
  }

  /** Answers a request that has come whole, or says why not. */
  Optional<Refusal> answer(
      TextRequest request, ResponseSender numbers, CommandWindow window, PduWriter writer) {
    if (tooMuch != null) {
      return Optional.of(tooMuch);
    }
    boolean goesOn = request.targetTransferTag() != Pdu.RESERVED_TAG;
    if (goesOn && (rest == null || request.targetTransferTag() != tag)) {
      return Optional.of(new Refusal(RejectReason.PROTOCOL_ERROR, "an unknown text exchange"));
    }
    if (!goesOn && request.continued()) {
      respond(request, ByteBuffer.allocate(0), true, numbers, window, writer);
      return Optional.empty();
    }
    if (!goesOn) {
      switch (assembler.finish()) {
        case TextProblem problem -> {
          return Optional.of(new Refusal(RejectReason.PROTOCOL_ERROR, problem.problem()));
        }
        case TextParameters pairs -> rest = new TextParameters(answers(pairs)).encode();
      }
      tag++;
    }
    ByteBuffer left = rest;
    if (left == null) {
      return Optional.empty();
    }
    int max = numbers.maxSegment();
    int length = Math.min(max, left.remaining());
    ByteBuffer part = left.slice(left.position(), length);
    left.position(left.position() + length);
    boolean more = left.hasRemaining();
    if (!more) {
      rest = null;
    }
    respond(request, part, more, numbers, window, writer);
    return Optional.empty();
  }

  private List<TextParameter> answers(TextParameters pairs) {
    List<TextParameter> answers = new ArrayList<>();
    for (TextParameter pair : pairs.pairs()) {
      Optional<TextKey> key = TextKey.of(pair.key());
      if (key.isPresent() && key.get() == TextKey.SEND_TARGETS) {
        answers.addAll(
            SendTargets.answer(
                directory, login.initiatorName(), pair.value(), login.target(), wire.local()));
      } else {
        answers.add(
            new TextParameter(
                pair.key(), key.isPresent() ? TextKey.REJECT : TextKey.NOT_UNDERSTOOD));
      }
    }
    return answers;
  }

  private void respond(
      TextRequest request,
      ByteBuffer part,
      boolean more,
      ResponseSender numbers,
      CommandWindow window,
      PduWriter writer) {
    boolean asksMore = more && part.hasRemaining();
    writer.send(
        new TextResponse(
            !more && request.finalPdu(),
            asksMore,
            0,
            request.initiatorTaskTag(),
            !more && request.finalPdu() ? Pdu.RESERVED_TAG : tag,
            numbers.nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            part.remaining()),
        part);
  }
}
