package io.sealcopy.replicator.pair;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The age of the oldest record, with few moments kept. */
class LagClockTest {
  private final LagClock clock = new LagClock();

  @Test
  void itIsTheAgeOfTheOldestThatIsNotProven() {
    clock.appended(10, 1000);
    clock.appended(20, 1100);
    clock.appended(30, 1200);
    assertThat(clock.age(0, 1300)).isEqualTo(300);
    assertThat(clock.age(9, 1300)).isEqualTo(300);
    assertThat(clock.age(10, 1300)).isEqualTo(200);
    assertThat(clock.age(25, 1300)).isEqualTo(100);
    assertThat(clock.age(30, 1300)).isZero();
    clock.appended(31, 2000);
    assertThat(clock.age(30, 2001)).isEqualTo(1);
  }

  @Test
  void ofVeryManyMomentsItIsNeverTooLowAndNotMuchTooHigh() {
    for (int i = 1; i <= 100_000; i++) {
      clock.appended(i, i * 10L);
    }
    long now = 1_000_000;
    for (int proven = 0; proven < 100_000; proven += 997) {
      long exact = now - (proven + 1) * 10L;
      assertThat(clock.age(proven, now)).isBetween(exact, exact + 20_000);
    }
  }

  @Test
  void recordsFoundAtAStartAreAsOldAsTheOldest() {
    clock.recovered(5, 9, -400);
    clock.appended(12, 100);
    assertThat(clock.age(4, 200)).isEqualTo(600);
    assertThat(clock.age(8, 200)).isEqualTo(600);
    assertThat(clock.age(9, 200)).isEqualTo(100);
  }
}
