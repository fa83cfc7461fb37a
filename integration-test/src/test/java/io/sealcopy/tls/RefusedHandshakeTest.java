package io.sealcopy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.config.tls.TlsContexts;
import io.sealcopy.initiator.LinkSecurity;
import io.sealcopy.initiator.OpenFailure;
import io.sealcopy.initiator.Session;
import io.sealcopy.initiator.SessionResult;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who does not get in, on either side, and what is said of it. */
@SuppressWarnings("NullAway.Init") // JUnit starts the target before each test.
@Tag("long")
class RefusedHandshakeTest {
  @TempDir Path directory;
  private SecuredTarget target;
  private final Identity expired = Identity.expired("expired");

  @BeforeEach
  void start() throws Exception {
    target = new SecuredTarget(directory, Identity.make("own"), expired);
  }

  @AfterEach
  void stop() {
    target.close();
  }

  private static String refused(SessionResult result) {
    if (result instanceof Session session) {
      session.close();
      throw new AssertionError("it got in");
    }
    return ((OpenFailure) result).message();
  }

  private String refused(LinkSecurity security) {
    return refused(SecuredTarget.login(target.securedPort(), SecuredTarget.HOST, security));
  }

  @Test
  void aCertificateThatTheTargetDoesNotKnow() {
    Identity stranger = Identity.make("stranger");
    refused(SecuredTarget.tls(stranger.trusting(target.own)));
    target.awaitAudit(
        "login refused",
        "not one of those trusted here: " + stranger.asPeer().fingerprint(),
        "CN=stranger");
  }

  @Test
  void aCertificateOfTheInitiatorThatHasExpired() {
    refused(SecuredTarget.tls(expired.trusting(target.own)));
    target.awaitAudit("login refused", "NotAfter");
  }

  @Test
  void noCertificateOfTheInitiator() {
    refused(
        LinkSecurity.tls(
            TlsContexts.anonymous(List.of(target.own.asPeer())), TlsContexts.client()));
    target.awaitAudit("login refused", "Empty client certificate chain");
  }

  @Test
  void theCertificateOfAnotherInitiator() {
    String why =
        refused(
            SecuredTarget.login(
                target.securedPort(),
                SecuredTarget.HOST,
                SecuredTarget.tls(target.main.trusting(target.own))));
    assertThat(why).contains("refused the login");
    target.awaitAudit(
        "login refused",
        SecuredTarget.HOST,
        "its tls-certificate is another one than " + target.main.asPeer().fingerprint());
  }

  @Test
  void aTargetThatTheInitiatorDoesNotKnow() {
    Identity other = Identity.make("other");
    assertThat(refused(SecuredTarget.tls(target.host.trusting(other))))
        .contains("not one of those trusted here: " + target.own.asPeer().fingerprint());
    target.awaitAudit("login refused", "certificate_unknown");
  }

  @Test
  void aTargetWhoseCertificateHasExpired() throws Exception {
    Identity old = Identity.expired("old");
    Path place = java.nio.file.Files.createDirectory(directory.resolve("old"));
    try (SecuredTarget stale = new SecuredTarget(place, old)) {
      assertThat(
              refused(
                  SecuredTarget.login(
                      stale.securedPort(),
                      SecuredTarget.HOST,
                      SecuredTarget.tls(stale.host.trusting(old)))))
          .contains("NotAfter");
    }
  }

  @Test
  void nothingNewerThanTls12() throws Exception {
    SSLContext context = TlsContexts.mutual(target.host.trusting(target.own));
    // A context for TLS 1.3 knows 1.2 as well: the parameters leave it out.
    SSLParameters old = new SSLParameters(null, new String[] {"TLSv1.2"});
    assertThat(refused(LinkSecurity.tls(context, old))).contains("protocol_version");
    target.awaitAudit("login refused", "TLSv1.2");
  }

  @Test
  void aHandshakeThatIsNotFinished() throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), target.securedPort())) {
      socket.setSoTimeout(10_000);
      // A record of a handshake message, of which half is there.
      socket.getOutputStream().write(new byte[] {22, 3, 1, 0, 60, 1, 0, 0, 56, 3, 3});
      long begun = System.nanoTime();
      assertThat(socket.getInputStream().read()).as("closed by the target").isNegative();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(8));
    }
    target.awaitAudit("login refused", "handshake timed out");
  }

  @Test
  void anInitiatorWithoutTlsAtThePortalWithTls() {
    refused(LinkSecurity.plain());
    target.awaitAudit("login refused", "this portal speaks TLS and the initiator does not");
  }

  @Test
  void anInitiatorWithTlsAtThePortalWithout() {
    assertThat(
            refused(SecuredTarget.login(target.plainPort(), SecuredTarget.HOST, target.asHost())))
        .contains("closed the connection in its TLS handshake");
    target.awaitAudit("login refused", "the initiator speaks TLS and this portal does not");
  }

  @Test
  void anInitiatorWithACertificateComesWithoutTls() {
    assertThat(
            refused(
                SecuredTarget.login(target.plainPort(), SecuredTarget.HOST, LinkSecurity.plain())))
        .contains("refused the login");
    target.awaitAudit("login refused", "it has a tls-certificate and comes without TLS");
  }

  @Test
  void aTargetThatNeverAnswersIsGivenUp() throws Exception {
    try (java.net.ServerSocket silent =
        new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      long begun = System.nanoTime();
      refused(SecuredTarget.login(silent.getLocalPort(), SecuredTarget.HOST, target.asHost()));
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
    }
  }

  @Test
  void theContextsOfOursSpeakNothingOlder() throws IOException {
    SSLContext context = TlsContexts.mutual(target.host.trusting(target.own));
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
      socket.setSSLParameters(TlsContexts.client());
      assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.3");
    }
  }
}
