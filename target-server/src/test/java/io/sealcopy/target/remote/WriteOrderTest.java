package io.sealcopy.target.remote;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteOrderTest {
  @Test
  void writesGoOnInTheOrderOfTheirCommandsWhateverDataIsCompleteFirst() {
    List<String> seen = new ArrayList<>();
    WriteOrder order = new WriteOrder();
    WriteOrder.Place first = order.next();
    WriteOrder.Place second = order.next();
    WriteOrder.Place third = order.next();
    third.ready(() -> seen.add("third"));
    second.ready(() -> seen.add("second aborted"));
    assertThat(seen).isEmpty();
    first.ready(() -> seen.add("first"));
    assertThat(seen).containsExactly("first", "second aborted", "third");
  }
}
