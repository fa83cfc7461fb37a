package io.sealcopy.interop.jscsi;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import org.jscsi.target.Configuration;
import org.jscsi.target.Target;
import org.jscsi.target.TargetServer;
import org.jscsi.target.storage.RandomAccessStorageModule;

/** jSCSI's target with one volume, a file, at LUN 0: {@code scripts/conformance --peer jscsi}. */
public final class JscsiTarget {
  private JscsiTarget() {}

  /** FILE MEBIBYTES PORT TARGET-NAME: serves on loopback until the process is killed. */
  public static void main(String... arguments) throws Exception {
    if (arguments.length != 4) {
      throw new IllegalArgumentException("needed: FILE MEBIBYTES PORT TARGET-NAME");
    }
    File file = new File(arguments[0]);
    long bytes = Long.parseLong(arguments[1]) << 20;
    int port = Integer.parseInt(arguments[2]);
    new TargetServer(new Settings(arguments[3], file, bytes, port)).call();
  }

  /** Its configuration comes from XML files only, or from a subclass. */
  private static final class Settings extends Configuration {
    Settings(String name, File file, long bytes, int port) throws IOException {
      super(InetAddress.getLoopbackAddress().getHostAddress());
      this.port = port;
      targets.add(
          new Target(
              name,
              name,
              RandomAccessStorageModule.open(file, bytes, true, RandomAccessStorageModule.class)));
    }
  }
}
