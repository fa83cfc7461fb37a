package io.sealcopy.target;

import io.sealcopy.target.admin.AdminRoute;
import io.sealcopy.target.iscsi.PortalAddress;
import java.util.Map;

/** Shows a target server to the administration API: its portals and how many sessions it has. */
public final class TargetStatusJson implements AdminRoute {
  private final TargetServer server;
  private final String target;

  /**
   * @param target the name of the target it serves
   */
  public TargetStatusJson(TargetServer server, String target) {
    this.server = server;
    this.target = target;
  }

  @Override
  public Response handle(Request request) {
    return Response.json(
        200,
        Map.of(
            "target",
            target,
            "portalGroupTag",
            TargetServer.PORTAL_GROUP_TAG,
            "portals",
            server.portals().stream().map(PortalAddress::text).toList(),
            "tlsPortals",
            server.securedPortals().stream().map(PortalAddress::text).toList(),
            "sessions",
            server.sessions()));
  }
}
