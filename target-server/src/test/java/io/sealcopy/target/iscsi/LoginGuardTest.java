package io.sealcopy.target.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import io.sealcopy.protocol.iscsi.LoginStatus;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginGuardTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String HOST = "iqn.host";

  private final InetAddress near = address("192.0.2.1");
  private final InetAddress far = address("198.51.100.7");
  private long now = 5 * SECOND;
  private final LoginGuard guard = new LoginGuard(3, 4 * SECOND, () -> now);

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private LoginGuard.Kind fail(InetAddress from, String name) {
    LoginGuard.Verdict verdict = guard.begins(from, name);
    if (verdict.kind() != LoginGuard.Kind.REFUSED) {
      now += verdict.nanos();
      guard.failed(from, name, LoginStatus.AUTHENTICATION_FAILURE);
    }
    return verdict.kind();
  }

  @Test
  void waitsGrowAndEnd() {
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 11; i++) {
      LoginGuard.Verdict verdict = guard.begins(near, HOST);
      waits.add(verdict.nanos() * 4 / SECOND);
      now += verdict.nanos();
      guard.failed(near, HOST, LoginStatus.AUTHENTICATION_FAILURE);
    }
    assertThat(waits).containsExactly(0L, 0L, 0L, 0L, 1L, 2L, 4L, 8L, 16L, 16L, 16L);
  }

  @Test
  void itGuessesAtMostOnceInTheLongestWaitHoweverManyConnectionsItOpens() {
    for (int i = 0; i < 20; i++) {
      fail(near, HOST);
    }
    long begin = now;
    int judged = 0;
    while (now < begin + 100 * SECOND) {
      for (int i = 0; i < 50; i++) {
        if (guard.begins(near, HOST).kind() != LoginGuard.Kind.REFUSED) {
          judged++;
          guard.failed(near, HOST, LoginStatus.AUTHENTICATION_FAILURE);
        }
      }
      now += SECOND / 10;
    }
    assertThat(judged).isBetween(10, 27);
  }

  @Test
  void theRightSecretIsLateByOneWaitAndThenForgiven() {
    for (int i = 0; i < 20; i++) {
      fail(near, HOST);
    }
    LoginGuard.Verdict verdict = guard.begins(near, HOST);
    assertThat(verdict.kind()).isEqualTo(LoginGuard.Kind.LATER);
    assertThat(verdict.nanos()).isLessThanOrEqualTo(4 * SECOND);
    now += verdict.nanos();
    guard.succeeded(near, HOST);
    assertThat(guard.begins(near, HOST).kind()).isEqualTo(LoginGuard.Kind.NOW);
  }

  @Test
  void nobodyElsewhereIsTouched() {
    for (int i = 0; i < 100; i++) {
      fail(near, HOST);
    }
    assertThat(guard.begins(far, HOST).kind()).isEqualTo(LoginGuard.Kind.NOW);
  }

  @Test
  void manyNamesFromOneAddressAreSlowedDownButNotThoseThatLoggedInBefore() {
    guard.succeeded(near, HOST);
    for (int i = 0; i < 60; i++) {
      fail(near, "iqn.guess." + i);
    }
    assertThat(guard.begins(near, "iqn.guess.new").kind()).isNotEqualTo(LoginGuard.Kind.NOW);
    assertThat(guard.begins(near, HOST).kind()).isEqualTo(LoginGuard.Kind.NOW);
    assertThat(guard.size()).isLessThan(40);
  }

  @Test
  void whatIsNoGuessDoesNotCount() {
    for (int i = 0; i < 100; i++) {
      guard.failed(near, HOST, LoginStatus.INITIATOR_ERROR);
      guard.failed(near, HOST, LoginStatus.OUT_OF_RESOURCES);
    }
    assertThat(guard.begins(near, HOST).kind()).isEqualTo(LoginGuard.Kind.NOW);
    assertThat(guard.size()).isZero();
  }

  @Test
  void failuresAreForgottenInTime() {
    for (int i = 0; i < 20; i++) {
      fail(near, HOST);
    }
    now += 601 * SECOND;
    assertThat(guard.begins(near, HOST).kind()).isEqualTo(LoginGuard.Kind.NOW);
  }

  @Test
  void memoryIsBoundedAndAnIpv6NetworkIsOneAddress() {
    for (int i = 0; i < 20_000; i++) {
      guard.failed(address("10.0." + i / 256 + "." + i % 256), HOST, LoginStatus.NOT_FOUND);
    }
    assertThat(guard.size()).isEqualTo(4096);
    for (int i = 1; i < 20; i++) {
      fail(address("2001:db8::" + i), HOST);
    }
    assertThat(guard.begins(address("2001:db8::77"), HOST).kind())
        .isNotEqualTo(LoginGuard.Kind.NOW);
    assertThat(guard.begins(address("2001:db8:0:1::77"), HOST).kind())
        .isEqualTo(LoginGuard.Kind.NOW);
  }

  @Test
  void nobodyWaitsWhenItIsTurnedOff() {
    LoginGuard off = new LoginGuard(3, 0, () -> now);
    for (int i = 0; i < 50; i++) {
      off.failed(near, HOST, LoginStatus.AUTHENTICATION_FAILURE);
      assertThat(off.begins(near, HOST).kind()).isEqualTo(LoginGuard.Kind.NOW);
    }
  }
}
