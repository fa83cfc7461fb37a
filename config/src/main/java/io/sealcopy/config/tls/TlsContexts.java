package io.sealcopy.config.tls;

import io.sealcopy.config.TlsConfig;
import io.sealcopy.config.TrustedPeer;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;

/** Makes contexts for TLS 1.3. */
public final class TlsContexts {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private TlsContexts() {}

  /** Shows our certificate, and accepts the peers that are trusted and no others. */
  public static SSLContext mutual(TlsConfig config) {
    return context(new KeyManager[] {new OwnCertificate(config)}, config.trust());
  }

  /** Shows no certificate: for a client of a server that wants none. */
  public static SSLContext anonymous(List<TrustedPeer> trust) {
    return context(new KeyManager[0], trust);
  }

  private static SSLContext context(KeyManager[] own, List<TrustedPeer> trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(own, new TrustManager[] {new TrustedPeers(trust)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime has no TLS 1.3", e);
    }
  }

  /** For a server: nothing but TLS 1.3, and a certificate from every client. */
  public static SSLParameters server(boolean certificateNeeded) {
    SSLParameters parameters = new SSLParameters(null, PROTOCOLS);
    parameters.setNeedClientAuth(certificateNeeded);
    return parameters;
  }

  /** For a client: nothing but TLS 1.3. */
  public static SSLParameters client() {
    SSLParameters parameters = new SSLParameters(null, PROTOCOLS);
    // Looked at only where an authority vouches: what is pinned may be called anything.
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    return parameters;
  }
}
