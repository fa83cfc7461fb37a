package io.sealcopy.config.tls;

import io.sealcopy.config.TrustedPeer;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Accepts certificates that are pinned, as long as they are valid, and those that a trusted
 * authority vouches for (RFC 5280). The message of a refusal names the certificate, so that an
 * operator can see whose it is.
 */
final class TrustedPeers extends X509ExtendedTrustManager {
  /** Something that checks a chain, in one of the ways that the JDK has. */
  @FunctionalInterface
  private interface Check {
    void with(X509ExtendedTrustManager authorities) throws CertificateException;
  }

  private final Set<String> pinned = new HashSet<>();
  private final @Nullable X509ExtendedTrustManager authorities;

  TrustedPeers(List<TrustedPeer> trust) throws GeneralSecurityException {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    try {
      anchors.load(null, null);
    } catch (IOException e) {
      throw new IllegalStateException("an empty key store cannot be made", e);
    }
    for (TrustedPeer peer : trust) {
      if (peer.isAuthority()) {
        anchors.setCertificateEntry(peer.fingerprint(), peer.certificate().orElseThrow());
      } else {
        pinned.add(peer.fingerprint());
      }
    }
    authorities = anchors.size() == 0 ? null : trusting(anchors);
  }

  private static X509ExtendedTrustManager trusting(KeyStore anchors)
      throws GeneralSecurityException {
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(anchors);
    for (TrustManager each : factory.getTrustManagers()) {
      if (each instanceof X509ExtendedTrustManager extended) {
        return extended;
      }
    }
    throw new IllegalStateException("this Java runtime cannot check chains of certificates");
  }

  private void check(X509Certificate[] chain, Check otherwise) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("the other side shows no certificate");
    }
    String fingerprint = TrustedPeer.fingerprint(chain[0]);
    if (pinned.contains(fingerprint)) {
      chain[0].checkValidity();
      return;
    }
    if (authorities == null) {
      throw new CertificateException(
          "the other side's certificate is not one of those trusted here: %s (%s)"
              .formatted(fingerprint, chain[0].getSubjectX500Principal()));
    }
    otherwise.with(authorities);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, manager -> manager.checkClientTrusted(chain, authType, socket));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, authType, socket));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, manager -> manager.checkClientTrusted(chain, authType, engine));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, authType, engine));
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, manager -> manager.checkClientTrusted(chain, authType));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain, manager -> manager.checkServerTrusted(chain, authType));
  }

  /** None: the other side shows what it has, whatever we know. */
  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
