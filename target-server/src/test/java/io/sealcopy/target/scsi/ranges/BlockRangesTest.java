package io.sealcopy.target.scsi.ranges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlockRangesTest {
  private final BlockRanges ranges = new BlockRanges();
  private final List<String> entered = new ArrayList<>();

  private final class Named extends Hold {
    private final String name;
    private Runnable whenEntered = () -> {};

    Named(String name, long lba, long blocks) {
      this.name = name;
      cover(lba, blocks);
    }

    @Override
    protected void entered() {
      entered.add(name);
      whenEntered.run();
    }
  }

  @Test
  void ordinaryOperationsShare() {
    assertThat(ranges.enter(new Named("a", 0, 10))).isTrue();
    assertThat(ranges.enter(new Named("b", 5, 10))).isTrue();
    assertThat(ranges.tryEnter(new Named("c", 9, 1))).isTrue();
  }

  @Test
  void anExclusiveOneWaitsForAllThatOverlapAndForNoOther() {
    Named a = new Named("a", 0, 10);
    Named b = new Named("b", 9, 10);
    ranges.enter(a);
    ranges.enter(b);
    assertThat(ranges.enterAlone(new Named("far", 19, 5))).isTrue();
    assertThat(ranges.enterAlone(new Named("x", 9, 1))).isFalse();
    ranges.leave(a);
    assertThat(entered).isEmpty();
    ranges.leave(b);
    assertThat(entered).containsExactly("x");
  }

  @Test
  void ordinaryOnesDoNotOvertakeAWaitingExclusiveOne() {
    Named a = new Named("a", 0, 10);
    Named x = new Named("x", 0, 10);
    Named b = new Named("b", 5, 1);
    ranges.enter(a);
    ranges.enterAlone(x);
    assertThat(ranges.tryEnter(new Named("c", 5, 1))).isFalse();
    assertThat(ranges.enter(b)).isFalse();
    assertThat(ranges.enter(new Named("d", 10, 1))).isTrue();
    ranges.leave(a);
    assertThat(entered).containsExactly("x");
    ranges.leave(x);
    assertThat(entered).containsExactly("x", "b");
    ranges.leave(b);
    assertThat(ranges.enterAlone(new Named("y", 0, 10))).isTrue();
  }

  @Test
  void waitingOnesEnterInTheirOrderAsFarAsTheyConflict() {
    Named a = new Named("a", 0, 100);
    Named x = new Named("x", 0, 10);
    Named y = new Named("y", 5, 10);
    Named z = new Named("z", 20, 10);
    ranges.enterAlone(a);
    ranges.enterAlone(x);
    ranges.enterAlone(y);
    ranges.enterAlone(z);
    ranges.leave(a);
    assertThat(entered).containsExactly("x", "z");
    ranges.leave(x);
    assertThat(entered).containsExactly("x", "z", "y");
  }

  @Test
  void manyWhoLeaveAtOnceDoNotDeepenTheStack() {
    Named first = new Named("first", 0, 1);
    ranges.enterAlone(first);
    int[] count = {0};
    for (int i = 0; i < 5_000; i++) {
      Named next = new Named("next", 0, 1);
      next.whenEntered =
          () -> {
            count[0]++;
            ranges.leave(next);
          };
      ranges.enterAlone(next);
    }
    ranges.leave(first);
    assertThat(count[0]).isEqualTo(5_000);
    assertThat(ranges.enterAlone(first)).isTrue();
  }

  @Test
  void aFaultInOneDoesNotKeepTheOthersWaiting() {
    Named a = new Named("a", 0, 10);
    Named x = new Named("x", 0, 1);
    Named y = new Named("y", 1, 1);
    x.whenEntered =
        () -> {
          throw new IllegalArgumentException("test");
        };
    ranges.enter(a);
    ranges.enterAlone(x);
    ranges.enterAlone(y);
    assertThatThrownBy(() -> ranges.leave(a)).hasMessage("test");
    assertThat(entered).containsExactly("x", "y");
    ranges.leave(y);
    assertThat(ranges.enterAlone(new Named("z", 1, 1))).isTrue();
  }

  @Test
  void givingBackWhatIsNotHeldIsAFault() {
    assertThatThrownBy(() -> ranges.leave(new Named("a", 0, 1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
