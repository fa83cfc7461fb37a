package io.sealcopy.target.remote;

import static io.sealcopy.target.scsi.CommandSpec.command;

import io.sealcopy.config.Role;
import io.sealcopy.protocol.key.KeyRecordCodec;
import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.protocol.vendor.BindCopy;
import io.sealcopy.protocol.vendor.Decoded;
import io.sealcopy.protocol.vendor.OpenNexus;
import io.sealcopy.protocol.vendor.VendorCdb;
import io.sealcopy.protocol.vendor.VendorCommand;
import io.sealcopy.storage.volume.VolumeFailure;
import io.sealcopy.target.scsi.CommandContext;
import io.sealcopy.target.scsi.CommandSpec;
import io.sealcopy.target.scsi.Effect;
import io.sealcopy.target.scsi.LunNexus;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.ParameterData;
import io.sealcopy.target.scsi.SenseMapper;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;

/** The vendor commands of a sealed copy ({@code vendor-cdb.md}) as rows of a command table. */
public final class VendorCommands {
  static final int ARGUMENT_AT = 2;
  private static final int LENGTH_AT = 10;

  private final AuditLog audit;

  /** Every use is written to {@code audit}. */
  public VendorCommands(AuditLog audit) {
    this.audit = audit;
  }

  /** The rows. */
  public List<CommandSpec> specs() {
    List<CommandSpec> rows = new ArrayList<>();
    for (VendorCommand each : VendorCommand.values()) {
      rows.add(row(each));
    }
    return rows;
  }

  private CommandSpec row(VendorCommand which) {
    boolean in = which.operationCode() == VendorCdb.IN;
    String usage =
        "%02x 1f %s %s 00 00"
            .formatted(
                which.operationCode(),
                which.hasArgument() ? "ffffffffffffffff" : "0000000000000000",
                "ffffffff");
    CommandSpec.Builder row =
        command(which.name().toLowerCase(Locale.ROOT), which.title(), usage)
            .serviceAction(which.serviceAction())
            .visibility(nexus -> visible(nexus, rolesFor(which)));
    if (!in) {
      row.dataOut((cdb, _) -> cdb.u32(LENGTH_AT));
    }
    return which == VendorCommand.WRITE_RECORD
        ? row.effect(Effect.WRITES).streams(context -> new RecordStream(context, view(context)))
        : row.executes(context -> execute(context, which));
  }

  private static CopyView view(CommandContext context) {
    CopyView view = SealedCopy.viewOf(context.view());
    if (view == null) {
      throw new IllegalStateException(context.spec() + " was visible on an ordinary volume");
    }
    return view;
  }

  private static Set<Role> rolesFor(VendorCommand which) {
    return switch (which) {
      case REPORT_COPY_STATUS -> Set.of(Role.values());
      case READ_TABLE, READ_KEY_RECORDS -> Set.of(Role.DECRYPTOR, Role.OPERATOR);
      case READ_AND_CLEAR_TABLE -> Set.of(Role.DECRYPTOR);
      case READ_DIGESTS, READ_DIFFERS, READ_OPENING -> Set.of(Role.REPLICATION, Role.OPERATOR);
      case BIND_COPY,
          STORE_KEY_RECORD,
          OPEN_NEXUS,
          CLOSE_NEXUS,
          WRITE_RECORD,
          NOTE_IMAGE,
          NOTE_OPENING,
          KEEP_IMAGE,
          DROP_IMAGE,
          UNBIND_COPY ->
          Set.of(Role.REPLICATION);
      case TAKE_OVER -> Set.of(Role.OPERATOR);
      case NOTE_DISASTER -> Set.of(Role.REPLICATION, Role.OPERATOR);
      case REPORT_TAKE_OVER -> Set.of(Role.REPLICATION, Role.OPERATOR);
    };
  }

  private static boolean visible(LunNexus where, Set<Role> roles) {
    CopyView view = SealedCopy.viewOf(where.unit().viewFor(where.nexus()));
    return view != null && view.nexus().roles().stream().anyMatch(roles::contains);
  }

  private Outcome execute(CommandContext context, VendorCommand which) {
    CopyView view = view(context);
    long argument = context.cdb().u64(ARGUMENT_AT);
    if (argument < 0) {
      return SenseMapper.invalidFieldInCdb(ARGUMENT_AT);
    }
    long length = context.cdb().u32(LENGTH_AT);
    Use use = new Use(context, view, which);
    long id = view.nexus().id();
    CopyMember member = view.copy().member();
    return switch (which) {
      case REPORT_COPY_STATUS -> use.post(l -> new CopyEvent.ReadStatus(member, l));
      case REPORT_TAKE_OVER -> {
        boolean operator = view.nexus().has(Role.OPERATOR);
        yield use.post(l -> new CopyEvent.ReadTakeOver(member, operator, l));
      }
      case TAKE_OVER -> use.post(l -> new CopyEvent.TakeOverCopy(argument, l));
      case KEEP_IMAGE -> use.post(l -> new CopyEvent.KeepImage(argument, l));
      case DROP_IMAGE -> use.post(CopyEvent.DropImage::new);
      case NOTE_DISASTER -> use.post(CopyEvent.NoteDisaster::new);
      case NOTE_IMAGE -> use.post(l -> new CopyEvent.NoteImage(id, argument, l));
      case NOTE_OPENING -> use.post(l -> new CopyEvent.Opening(id, argument, l));
      case READ_OPENING -> use.post(l -> new CopyEvent.Opening(id, CopyEvent.Opening.ASKED, l));
      case READ_TABLE ->
          use.post(l -> new CopyEvent.ReadTable(member, id, false, use.lun(), argument, length, l));
      case READ_AND_CLEAR_TABLE ->
          use.post(l -> new CopyEvent.ReadTable(member, id, true, use.lun(), argument, length, l));
      case READ_KEY_RECORDS -> use.post(l -> new CopyEvent.ReadKeys(member, argument, length, l));
      case READ_DIGESTS -> use.post(l -> new CopyEvent.ReadDigests(member, argument, length, l));
      case READ_DIFFERS -> use.now(member.differs().read(argument));
      case BIND_COPY ->
          use.list(
              BindCopy.BYTES,
              BindCopy.decode(context.parameters()),
              (list, l) -> view.copy().post(new CopyEvent.Bind(member, list, l)));
      case UNBIND_COPY ->
          use.list(
              BindCopy.BYTES,
              BindCopy.decode(context.parameters()),
              (list, l) -> view.copy().unbind(list, l));
      case STORE_KEY_RECORD -> use.keyRecord();
      case OPEN_NEXUS -> {
        Decoded<OpenNexus> list = OpenNexus.decode(context.parameters());
        use.announce(list);
        yield use.list(
            context.wantedDataOut() == OpenNexus.BYTES_1 ? OpenNexus.BYTES_1 : OpenNexus.BYTES,
            list,
            (value, l) -> view.copy().post(new CopyEvent.OpenNexus(member, id, value, l)));
      }
      case WRITE_RECORD -> throw new IllegalStateException("its data is a stream");
      case CLOSE_NEXUS -> {
        view.nexus().closed();
        yield use.post(l -> new CopyEvent.CloseNexus(member, id, l));
      }
    };
  }

  /** One use of a command, from its CDB to its line in the audit log. */
  private final class Use {
    private final CommandContext context;
    private final CopyView view;
    private final VendorCommand which;
    private final String initiator;
    private String arguments;

    Use(CommandContext context, CopyView view, VendorCommand which) {
      this.context = context;
      this.view = view;
      this.which = which;
      this.initiator = context.session().initiatorName();
      // A token is not written down: a wrong one may be a right one of another copy.
      this.arguments =
          which.hasArgument() && which != VendorCommand.TAKE_OVER
              ? "argument=" + context.cdb().u64(ARGUMENT_AT)
              : "";
    }

    int lun() {
      return context.nexus().number();
    }

    /** A plain copy is one in the audit log, too. */
    void announce(Decoded<OpenNexus> list) {
      if (list instanceof Decoded.Valid<OpenNexus>(OpenNexus value) && value.isUnsealed()) {
        arguments = "seal=off (a plain copy)";
      }
    }

    Outcome post(Function<CopyAnswer.Listener, CopyEvent> event) {
      return ask(l -> view.copy().post(event.apply(l)));
    }

    private Outcome ask(Consumer<CopyAnswer.Listener> question) {
      long allocation = context.cdb().u32(LENGTH_AT);
      question.accept(answer -> context.complete(outcome(answer, allocation)));
      return Outcome.LATER;
    }

    /** The answer is known already. */
    Outcome now(CopyAnswer answer) {
      return outcome(answer, context.cdb().u32(LENGTH_AT));
    }

    <T> Outcome list(int bytes, Decoded<T> decoded, BiConsumer<T, CopyAnswer.Listener> question) {
      if (context.wantedDataOut() != bytes || context.parameters().remaining() != bytes) {
        audit("parameter list length error");
        return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
      }
      return switch (decoded) {
        case Decoded.Malformed<T> malformed -> {
          audit(malformed.message());
          yield SenseMapper.invalidFieldInParameterList(malformed.offset());
        }
        case Decoded.Valid<T>(T value) -> ask(l -> question.accept(value, l));
      };
    }

    Outcome keyRecord() {
      ByteBuffer list = context.parameters();
      if (context.wantedDataOut() != list.remaining()
          || list.remaining() == 0
          || list.remaining() > KeyRecordCodec.MAX_BYTES) {
        audit("parameter list length error");
        return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
      }
      // The command's own memory may be reused before the copy's thread looks at it.
      ByteBuffer record = ByteBuffer.allocate(list.remaining()).put(list.duplicate()).flip();
      return post(l -> new CopyEvent.StoreKey(record, l));
    }

    private Outcome outcome(CopyAnswer answer, long allocation) {
      return switch (answer) {
        case CopyAnswer.Done _ -> good(Outcome.GOOD);
        case CopyAnswer.Opened(long opening) -> {
          view.nexus().opened(opening);
          view.copy().openedBy(initiator);
          yield good(Outcome.GOOD);
        }
        case CopyAnswer.Data(ByteBuffer bytes) -> good(ParameterData.upTo(allocation, bytes));
        case CopyAnswer.WrongField(_, String why) -> refused(why, answer);
        case CopyAnswer.WrongArgument(String why) -> refused(why, answer);
        case CopyAnswer.OutOfSequence(String why) -> refused(why, answer);
        case CopyAnswer.NotReady(String why) -> refused(why, answer);
        case CopyAnswer.Busy(String why) -> refused(why, answer);
        case CopyAnswer.Failed(VolumeFailure failure) -> refused(failure.message(), answer);
      };
    }

    private Outcome good(Outcome outcome) {
      audit("good");
      return outcome;
    }

    private Outcome refused(String why, CopyAnswer answer) {
      audit(why);
      return VendorOutcomes.of(answer);
    }

    private void audit(String outcome) {
      audit.write(initiator, view.copy().name(), which.title(), arguments, outcome);
    }
  }
}
