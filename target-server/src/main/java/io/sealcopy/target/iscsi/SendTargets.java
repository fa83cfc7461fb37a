package io.sealcopy.target.iscsi;

import io.sealcopy.protocol.iscsi.text.TextKey;
import io.sealcopy.protocol.iscsi.text.TextParameter;
import io.sealcopy.target.scsi.PeerLink;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Answers SendTargets: who is here, and where. RFC 7143 appendix C. */
final class SendTargets {
  private static final String ALL = "All";

  private SendTargets() {}

  /**
   * The answer.
   *
   * @param value "All" (discovery sessions only), a target name, or "" for the session's own
   * @param own the session's target, empty in a discovery session
   * @param local where this initiator has reached us: what it can reach, it is told
   * @param link how: it is told of portals of that kind, as it may not know the other
   */
  static List<TextParameter> answer(
      TargetDirectory directory,
      String initiatorName,
      String value,
      Optional<ServedTarget> own,
      InetSocketAddress local,
      PeerLink link) {
    List<TextParameter> pairs = new ArrayList<>();
    for (ServedTarget target : chosen(directory, value, own)) {
      // Who may not log in is not told either. DESIGN: no tenant sees another's units.
      if (target.access().accessFor(initiatorName, link) instanceof Access.Denied) {
        continue;
      }
      pairs.add(TextParameter.of(TextKey.TARGET_NAME, target.name()));
      int tag = target.scsi().portalGroupTag();
      for (String address : addresses(directory.portals(link.isSecured()), local)) {
        pairs.add(TextParameter.of(TextKey.TARGET_ADDRESS, address + "," + tag));
      }
    }
    return pairs;
  }

  private static List<ServedTarget> chosen(
      TargetDirectory directory, String value, Optional<ServedTarget> own) {
    if (value.equals(ALL)) {
      return own.isEmpty() ? directory.all() : List.of();
    }
    if (value.isEmpty()) {
      return own.stream().toList();
    }
    return directory.find(value).stream()
        .filter(target -> own.isEmpty() || own.get().name().equals(target.name()))
        .toList();
  }

  private static Set<String> addresses(List<InetSocketAddress> portals, InetSocketAddress local) {
    boolean remote = !local.getAddress().isLoopbackAddress();
    Set<String> addresses = new LinkedHashSet<>();
    for (InetSocketAddress portal : portals) {
      // A portal on all addresses is reached where the initiator has reached us.
      InetAddress address =
          portal.getAddress().isAnyLocalAddress() ? local.getAddress() : portal.getAddress();
      if (!(remote && address.isLoopbackAddress())) {
        addresses.add(PortalAddress.text(address, portal.getPort()));
      }
    }
    return addresses;
  }
}
