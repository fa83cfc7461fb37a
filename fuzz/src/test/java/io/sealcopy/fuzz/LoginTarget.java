package io.sealcopy.fuzz;

import io.sealcopy.protocol.iscsi.Isid;
import io.sealcopy.protocol.iscsi.auth.ChapCredentials;
import io.sealcopy.protocol.iscsi.auth.ChapSecret;
import io.sealcopy.protocol.iscsi.pdu.LoginRequest;
import io.sealcopy.protocol.iscsi.text.NegotiatedParameters;
import io.sealcopy.protocol.iscsi.text.NegotiationOffer;
import io.sealcopy.protocol.iscsi.text.Negotiator;
import io.sealcopy.protocol.iscsi.text.ParsedText;
import io.sealcopy.protocol.iscsi.text.SessionType;
import io.sealcopy.protocol.iscsi.text.TextLimits;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.protocol.iscsi.text.TextParameters;
import io.sealcopy.protocol.iscsi.text.TextProblem;
import io.sealcopy.target.iscsi.Access;
import io.sealcopy.target.iscsi.AccessPolicy;
import io.sealcopy.target.iscsi.IscsiLimits;
import io.sealcopy.target.iscsi.LoginMachine;
import io.sealcopy.target.iscsi.LoginStep;
import io.sealcopy.target.iscsi.ServedTarget;
import io.sealcopy.target.iscsi.TargetDirectory;
import io.sealcopy.target.scsi.ScsiTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A login: the first byte says whether CHAP is wanted, then come requests: one byte of flags and
 * stages, two of length, text. And either side's negotiation of one text.
 */
final class LoginTarget {
  /** A login response's text fits what every initiator takes before it says more. */
  private static final int MAX_RESPONSE = 8192;

  private static final String SECRET = "a secret of the host";
  private static final ChapCredentials HOST = new ChapCredentials("host", ChapSecret.of(SECRET));
  private static final ChapCredentials SELF =
      new ChapCredentials("target", ChapSecret.of("a secret of the target"));

  private LoginTarget() {}

  static void run(byte[] bytes) {
    Input input = new Input(bytes);
    Access access = (input.u8() & 1) == 0 ? Access.OPEN : new Access.Chap(HOST, Optional.of(SELF));
    TargetDirectory directory = new TargetDirectory(AccessPolicy.OPEN);
    ScsiTarget scsi = new ScsiTarget("iqn.target", 1, false, Map.of());
    directory.add(new ServedTarget(scsi, Optional.of("an alias"), _ -> access));
    LoginMachine machine =
        new LoginMachine(directory, IscsiLimits.DEFAULT, new Random(1), _ -> null);
    String sent = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean going = true;
    while (going && input.hasMore()) {
      int flags = input.u8();
      byte[] text = input.take(Math.min(input.u16(), MAX_RESPONSE));
      boolean chap = access instanceof Access.Chap;
      going =
          judge(machine.receive(request(flags, text.length), ByteBuffer.wrap(text)), chap, sent);
    }
  }

  private static LoginRequest request(int flags, int length) {
    boolean transit = (flags & 0x80) != 0;
    boolean continued = (flags & 0x40) != 0;
    return new LoginRequest(
        transit, continued, flags >> 2 & 3, flags & 3, 0, 0, new Isid(1), 0, 0, 0, 1, 0, length);
  }

  private static boolean judge(LoginStep step, boolean chap, String sent) {
    return switch (step) {
      case LoginStep.Reply(_, _, _, List<TextParameter> pairs) -> {
        check(pairs);
        yield true;
      }
      case LoginStep.Refuse(_, String reason) -> {
        if (reason.contains(SECRET) && !sent.contains(SECRET)) {
          throw new AssertionError("a secret in a reason: " + reason);
        }
        yield false;
      }
      case LoginStep.Establish last -> {
        check(last.pairs());
        if (chap && last.result().target().isPresent() && last.result().user().isEmpty()) {
          throw new AssertionError("logged in without CHAP");
        }
        check(last.result().parameters());
        yield false;
      }
    };
  }

  private static void check(List<TextParameter> pairs) {
    int length = new TextParameters(pairs).encode().remaining();
    if (length > MAX_RESPONSE) {
      throw new AssertionError("a response of " + length + " bytes");
    }
  }

  private static void check(NegotiatedParameters agreed) {
    IscsiLimits limits = IscsiLimits.DEFAULT;
    if (agreed.maxBurstLength() > limits.maxBurstLength()
        || agreed.firstBurstLength() > agreed.maxBurstLength()
        || agreed.maxOutstandingR2t() > limits.maxOutstandingR2t()
        || agreed.initiatorMaxRecvDataSegmentLength() < 512) {
      throw new AssertionError("agreed on " + agreed);
    }
  }

  /** One text, negotiated by either side in either stage. */
  static void negotiate(byte[] bytes) {
    Input input = new Input(bytes);
    int flags = input.u8();
    Negotiator.Role role = (flags & 1) == 0 ? Negotiator.Role.TARGET : Negotiator.Role.INITIATOR;
    SessionType type = (flags & 2) == 0 ? SessionType.NORMAL : SessionType.DISCOVERY;
    Negotiator negotiator = new Negotiator(role, type, true, NegotiationOffer.defaults());
    while (input.hasMore()) {
      ByteBuffer text = ByteBuffer.wrap(input.take(input.u16()));
      ParsedText parsed = TextParameters.parse(text, TextLimits.NEGOTIATION);
      switch (parsed) {
        case TextProblem _ -> {
          return;
        }
        case TextParameters pairs -> negotiator.receive(pairs, (flags & 4) == 0);
      }
    }
    check(negotiator.result());
  }
}
