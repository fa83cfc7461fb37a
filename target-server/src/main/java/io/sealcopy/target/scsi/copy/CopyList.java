package io.sealcopy.target.scsi.copy;

import io.sealcopy.protocol.scsi.AdditionalSense;
import io.sealcopy.target.scsi.Outcome;
import io.sealcopy.target.scsi.SenseMapper;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The parameter list of EXTENDED COPY(LID1). SPC-4 §6.4.2.
 *
 * @param identifier list identifier, 0 to 255
 * @param identified whether the identifier counts: RECEIVE COPY may ask for it
 */
public record CopyList(
    int identifier, boolean identified, List<CscdDescriptor> devices, List<CopySegment> segments) {
  /** What reading it came to: a list, or how the command ends. */
  public sealed interface Reading {
    /** Sound. */
    record Sound(CopyList list) implements Reading {}

    /** Not to be begun. */
    record Refused(Outcome outcome) implements Reading {}
  }

  static final int HEADER = 16;

  private static final int USAGE = 0x18;
  private static final int USAGE_RESERVED = 0x08;
  private static final int USAGE_NONE = 0x18;

  /** Reads a list of at least {@link #HEADER} bytes. */
  public static Reading read(ByteBuffer list) {
    int usage = list.get(1) & USAGE;
    int identifier = list.get(0) & 0xff;
    if (usage == USAGE_RESERVED) {
      return refused(SenseMapper.invalidFieldInParameterList(1));
    }
    if (usage == USAGE_NONE && identifier != 0) {
      return refused(SenseMapper.invalidFieldInParameterList(0));
    }
    int devices = list.getShort(2) & 0xffff;
    long segments = list.getInt(8) & 0xffff_ffffL;
    if (devices + segments > Math.min(CopyLimits.DESCRIPTOR_LISTS, list.remaining() - HEADER)
        || devices % CscdDescriptor.LENGTH != 0) {
      return refused(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }
    if (list.getInt(12) != 0) {
      return refused(AdditionalSense.INLINE_DATA_LENGTH_EXCEEDED);
    }
    List<CscdDescriptor> sources = new ArrayList<>();
    List<CopySegment> work = new ArrayList<>();
    Outcome refusal = readDevices(list, devices, sources);
    if (refusal == null) {
      refusal = readSegments(list, HEADER + devices, (int) segments, work);
    }
    return refusal != null
        ? refused(refusal)
        : new Reading.Sound(new CopyList(identifier, usage != USAGE_NONE, sources, work));
  }

  private static @Nullable Outcome readDevices(
      ByteBuffer list, int length, List<CscdDescriptor> devices) {
    if (length / CscdDescriptor.LENGTH > CopyLimits.CSCD_DESCRIPTORS) {
      return SenseMapper.illegalRequest(AdditionalSense.TOO_MANY_TARGET_DESCRIPTORS);
    }
    for (int at = HEADER; at < HEADER + length; at += CscdDescriptor.LENGTH) {
      if ((list.get(at) & 0xff) != CscdDescriptor.TYPE) {
        return SenseMapper.illegalRequest(AdditionalSense.UNSUPPORTED_TARGET_DESCRIPTOR_TYPE_CODE);
      }
      devices.add(CscdDescriptor.read(list, at));
    }
    return null;
  }

  private static @Nullable Outcome readSegments(
      ByteBuffer list, int start, int length, List<CopySegment> segments) {
    int end = start + length;
    for (int at = start; at < end; at += CopySegment.LENGTH) {
      if (segments.size() == CopyLimits.SEGMENT_DESCRIPTORS) {
        return SenseMapper.illegalRequest(AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
      }
      if (list.get(at) != CopySegment.TYPE) {
        return SenseMapper.illegalRequest(AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE_CODE);
      }
      if (end - at < CopySegment.LENGTH) {
        return SenseMapper.illegalRequest(AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
      }
      if ((list.getShort(at + 2) & 0xffff) != CopySegment.DESCRIPTOR_LENGTH) {
        return SenseMapper.invalidFieldInParameterList(at + 2);
      }
      segments.add(CopySegment.read(list, at));
    }
    return null;
  }

  private static Reading refused(AdditionalSense what) {
    return refused(SenseMapper.illegalRequest(what));
  }

  private static Reading refused(Outcome outcome) {
    return new Reading.Refused(outcome);
  }
}
