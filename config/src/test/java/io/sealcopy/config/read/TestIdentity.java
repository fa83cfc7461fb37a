package io.sealcopy.config.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;

/** A certificate with its private key, made by the JDK's keytool, in PEM. */
record TestIdentity(String certificate, String privateKey) {
  private static final String PASSWORD = "only of this test";

  /** An EC key on P-256, valid for a year from yesterday unless {@code options} say otherwise. */
  static TestIdentity make(String name, String... options) throws Exception {
    Path store = Files.createTempDirectory("identity").resolve("store.p12");
    ProcessBuilder keytool =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-alias",
            "own",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-startdate",
            "-1d",
            "-keystore",
            store.toString(),
            "-storepass",
            PASSWORD);
    keytool.command().addAll(java.util.List.of(options));
    Process process = keytool.redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    KeyStore made = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      made.load(in, PASSWORD.toCharArray());
    }
    Files.delete(store);
    return new TestIdentity(
        pem("CERTIFICATE", made.getCertificate("own").getEncoded()),
        pem("PRIVATE KEY", made.getKey("own", PASSWORD.toCharArray()).getEncoded()));
  }

  private static String pem(String label, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
  }

  /** As {@code name.crt} and {@code name.key}. */
  void write(ConfigFixture files, String name) throws IOException {
    files.write(name + ".crt", "rw-r--r--", certificate);
    files.write(name + ".key", "rw-------", privateKey);
  }
}
