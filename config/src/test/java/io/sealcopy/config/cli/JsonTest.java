package io.sealcopy.config.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void writesOneLineInTheOrderGiven() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("z", 1);
    object.put("a", "quote \" back \\ line \n bell \u0007");
    object.put("list", Arrays.asList(true, null, 2.5, ExitCode.OK, Map.of()));

    assertThat(Json.write(object))
        .isEqualTo(
            "{\"z\":1,\"a\":\"quote \\\" back \\\\ line \\n bell \\u0007\","
                + "\"list\":[true,null,2.5,\"OK\",{}]}");
  }

  @Test
  void readsWhatItIsAskedFor() {
    JsonObject object =
        Json.parse(
            """
            {"text": "a", "number": 9223372036854775807, "flag": true, "none": null,
             "object": {"x": -1}, "objects": [{"y": "b"}], "texts": ["c", "d"], "a.b": "dot"}
            """);

    assertThat(object.text("text")).isEqualTo("a");
    assertThat(object.number("number")).isEqualTo(Long.MAX_VALUE);
    assertThat(object.flag("flag")).isTrue();
    assertThat(object.has("none")).isFalse();
    assertThat(object.optionalText("none")).isEmpty();
    assertThat(object.object("object").number("x")).isEqualTo(-1);
    assertThat(object.objects("objects").getFirst().text("y")).isEqualTo("b");
    assertThat(object.texts("texts")).isEqualTo(List.of("c", "d"));
    assertThat(object.text("a.b")).isEqualTo("dot");
  }

  @Test
  void saysWhichMemberIsWrong() {
    JsonObject object = Json.parse("{\"list\": [{\"x\": \"a\"}], \"half\": 0.5}");

    assertThatThrownBy(() -> object.objects("list").getFirst().number("x"))
        .isInstanceOf(JsonException.class)
        .hasMessage("list[0].x: not a number");
    assertThatThrownBy(() -> object.text("gone")).hasMessage("gone: missing");
    assertThatThrownBy(() -> object.number("half")).hasMessageContaining("not a whole number");
  }

  @Test
  void refusesWhatIsNotAJsonObject() {
    for (String text : List.of("", "[1]", "{\"a\": }", "{a: 1}", "{\"a\": 1} x", "# comment")) {
      assertThatThrownBy(() -> Json.parse(text)).as(text).isInstanceOf(JsonException.class);
    }
  }
}
