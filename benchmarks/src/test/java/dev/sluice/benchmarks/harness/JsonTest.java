package dev.sluice.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonTest {
  @Test
  void values_areWrittenInTheirOrder() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("text", "a \"quoted\" \\ word\n");
    map.put("numbers", List.of(1, 2.5, 0.1234567));
    map.put("truth", true);
    assertThat(Json.of(map))
        .isEqualTo(
            """
            {
              "text" : "a \\"quoted\\" \\\\ word\\n",
              "numbers" : [ 1, 2.5, 0.12346 ],
              "truth" : true
            }
            """);
  }

  @Test
  void number_thatJsonDoesNotHave_isRefused() {
    assertThatThrownBy(() -> Json.of(Map.of("a", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JSON has no NaN");
  }
}
