package io.productcatalog.command.web;

import java.beans.PropertyEditorSupport;
import java.util.UUID;

/** Parses the canonical text form of a product id, in either case of letters. Spring's own editor takes shorter forms. */
class ProductIdEditor extends PropertyEditorSupport {

    @Override
    public void setAsText(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("A product id is a UUID of 36 characters.");
        }
        setValue(id);
    }
}
