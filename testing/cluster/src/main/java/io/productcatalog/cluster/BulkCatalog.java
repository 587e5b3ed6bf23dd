package io.productcatalog.cluster;

import io.productcatalog.stack.parts.DatabaseAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A large catalog made in seconds: SQL inserts products and their events into the write model, and the relay publishes
 * them.
 */
public final class BulkCatalog {

    /** The number of categories below {@code bulk}, which are of about equal size. */
    public static final int CATEGORIES = 50;

    private BulkCatalog() {}

    /** Creates one product through the admin, and {@linkplain #copy copies} it this number of times. */
    public static void fill(Admin admin, DatabaseAccess write, int products) throws SQLException {
        admin.create("BULK-0");
        copy("BULK-", write, products);
    }

    /** Inserts this number of copies of the product {@code prefix + 0} with their events in one transaction. */
    public static void copy(String prefix, DatabaseAccess write, int copies) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(write.jdbcUrl(), write.ownerUser(), write.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    with added as (
                        insert into product (id, sku, version, details, created_at, updated_at)
                        select uuidv7(), '%1$s' || number, 1,
                            details || jsonb_build_object('sku', '%1$s' || number,
                                'categories', jsonb_build_array('bulk/' || number %% %2$d)), now(), now()
                        from product, generate_series(1, %3$d) as number where sku = '%1$s0'
                        returning *)
                    insert into product_event
                        (event_id, product_id, version, type, occurred_at, actor, changed_fields, details, created_at)
                    select uuidv7(), id, 1, 'CREATED', created_at, 'bulk', '{sku,name,price,stock,status}', details, created_at
                    from added""".formatted(prefix, CATEGORIES, copies));
        }
    }
}
