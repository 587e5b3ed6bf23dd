package io.productcatalog.query.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.productcatalog.query.testing.Products;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CursorTest {

    private final UUID id = Products.newId();
    private final String text = new Cursor("category=electronics", id).text();

    @Test
    void aCursorSurvivesItsTextForm() {
        assertThat(Cursor.parse(text, "category=electronics")).isEqualTo(new Cursor("category=electronics", id));
        assertThat(text).matches("[A-Za-z0-9_-]{34}");
    }

    @Test
    void aCursorOfAnotherFilterIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.parse(text, "category=garden"));
        assertThatIllegalArgumentException().isThrownBy(() -> Cursor.parse(text, ""));
    }

    @Test
    void aDamagedCursorIsRefused() {
        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == 'A' ? 'B' : 'A';
            String damaged = text.substring(0, i) + other + text.substring(i + 1);
            assertThatIllegalArgumentException().isThrownBy(() -> Cursor.parse(damaged, "category=electronics"));
        }
        for (String garbage : new String[] {"", "x", "not a cursor!", text + "AA", text + "=="}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Cursor.parse(garbage, "category=electronics"));
        }
    }
}
