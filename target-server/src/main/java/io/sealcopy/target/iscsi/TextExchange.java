package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.RejectReason;
import io.sealcopy.protocol.iscsi.pdu.Pdu;
import io.sealcopy.protocol.iscsi.pdu.TextRequest;
import io.sealcopy.protocol.iscsi.pdu.TextResponse;
import io.sealcopy.protocol.iscsi.text.ParsedText;
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
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Text requests in full feature phase, RFC 7143 §11.10: SendTargets, and the segment length that an
 * initiator declares anew. Both requests and answers may take several PDUs. Other keys are not
 * negotiated any more.
 */
final class TextExchange {
  private static final ByteBuffer NO_TEXT = ByteBuffer.allocate(0).asReadOnlyBuffer();
  private static final int NOTHING = 0;

  private final TargetDirectory directory;
  private final LoginResult login;
  private final Wire wire;
  private final TextAssembler assembler = new TextAssembler(TextLimits.NEGOTIATION);
  private @Nullable Refusal tooMuch;
  private @Nullable ByteBuffer rest;
  private boolean open;
  private int task;
  private int tag;
  private int declared = NOTHING;

  TextExchange(TargetDirectory directory, LoginResult login, Wire wire) {
    this.directory = directory;
    this.login = login;
    this.wire = wire;
  }

  /** The header of a request has come; its text follows. */
  void begins(TextRequest request) {
    if (request.targetTransferTag() == Pdu.RESERVED_TAG) {
      // A new exchange. RFC 7143 §11.10.4: it resets the one before, if that was not over.
      ParsedText _ = assembler.finish();
      tooMuch = null;
      rest = null;
      open = false;
      declared = NOTHING;
    }
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
    if (goesOn && !(open && request.targetTransferTag() == tag && sameTask(request))) {
      return refused("an unknown text exchange");
    }
    if (request.continued() && request.finalPdu()) {
      return refused("text that both ends and goes on");
    }
    if (!goesOn) {
      open = true;
      task = request.initiatorTaskTag();
      if (++tag == Pdu.RESERVED_TAG) {
        tag = 0;
      }
    }
    if (request.continued()) {
      respond(request, NO_TEXT, false, numbers, window, writer);
      return Optional.empty();
    }
    if (rest == null) {
      switch (assembler.finish()) {
        case TextProblem problem -> {
          return refused(problem.problem());
        }
        case TextParameters pairs -> {
          List<TextParameter> answers = new ArrayList<>();
          Optional<Refusal> wrong = answer(pairs, answers);
          if (wrong.isPresent()) {
            return wrong;
          }
          rest = new TextParameters(answers).encode();
        }
      }
    } else if (assembler.length() > 0) {
      return refused("text of the initiator before the target's has ended");
    }
    sendRest(request, rest, numbers, window, writer);
    return Optional.empty();
  }

  private boolean sameTask(TextRequest request) {
    return request.initiatorTaskTag() == task;
  }

  private static Optional<Refusal> refused(String problem) {
    return Optional.of(new Refusal(RejectReason.PROTOCOL_ERROR, problem));
  }

  private void sendRest(
      TextRequest request,
      ByteBuffer left,
      ResponseSender numbers,
      CommandWindow window,
      PduWriter writer) {
    int length = Math.min(numbers.maxSegment(), left.remaining());
    ByteBuffer part = left.slice(left.position(), length);
    left.position(left.position() + length);
    boolean more = left.hasRemaining();
    respond(request, part, more, numbers, window, writer);
    if (!more) {
      rest = null;
      if (request.finalPdu()) {
        open = false;
        if (declared != NOTHING) {
          numbers.maxSegment(declared);
          declared = NOTHING;
        }
      }
    }
  }

  private Optional<Refusal> answer(TextParameters pairs, List<TextParameter> answers) {
    for (TextParameter pair : pairs.pairs()) {
      TextKey key = TextKey.of(pair.key()).orElse(null);
      if (key == null) {
        if (!TextKey.isConstant(pair.value())) {
          answers.add(new TextParameter(pair.key(), TextKey.NOT_UNDERSTOOD));
        }
        continue;
      }
      switch (key) {
        case SEND_TARGETS ->
            answers.addAll(
                SendTargets.answer(
                    directory,
                    login.initiatorName(),
                    pair.value(),
                    login.target(),
                    wire.local(),
                    login.link()));
        case MAX_RECV_DATA_SEGMENT_LENGTH -> {
          // RFC 7143 §13.12: the one operational key that may be declared anew at any time.
          OptionalInt length = key.number(pair.value());
          if (length.isEmpty()) {
            return refused(key.keyName() + "=" + pair.value());
          }
          declared = length.getAsInt();
        }
        case INITIATOR_ALIAS -> {}
        default -> {
          if (!TextKey.isConstant(pair.value())) {
            answers.add(new TextParameter(pair.key(), TextKey.REJECT));
          }
        }
      }
    }
    return Optional.empty();
  }

  private void respond(
      TextRequest request,
      ByteBuffer part,
      boolean more,
      ResponseSender numbers,
      CommandWindow window,
      PduWriter writer) {
    boolean ends = !more && request.finalPdu();
    writer.send(
        new TextResponse(
            ends,
            more,
            0,
            request.initiatorTaskTag(),
            ends ? Pdu.RESERVED_TAG : tag,
            numbers.nextStatSn(),
            window.expCmdSn(),
            window.maxCmdSn(),
            part.remaining()),
        part);
  }
}
