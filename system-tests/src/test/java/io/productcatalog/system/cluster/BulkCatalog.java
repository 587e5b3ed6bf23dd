package io.productcatalog.system.cluster;

import io.productcatalog.stack.parts.DatabaseAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A large catalog in seconds: products written into the write model as if they had been posted, for the relay to publish. */
public final class BulkCatalog {

    /** Of about equal size, all below {@code bulk}. */
    public static final int CATEGORIES = 50;

    private BulkCatalog() {}

    /** Adds one product by the admin, and that many more like it with states and events in the same transaction. */
    public static void fill(Admin admin, DatabaseAccess write, int products) throws SQLException {
        admin.create("BULK-0");
        try (Connection connection =
                        DriverManager.getConnection(write.jdbcUrl(), write.ownerUser(), write.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    with added as (
                        insert into product (id, sku, version, details, created_at, updated_at)
                        select uuidv7(), 'BULK-' || number, 1,
                            details || jsonb_build_object('sku', 'BULK-' || number,
                                'categories', jsonb_build_array('bulk/' || number %% %d)), now(), now()
                        from product, generate_series(1, %d) as number where sku = 'BULK-0'
                        returning *)
                    insert into product_event
                        (event_id, product_id, version, type, occurred_at, actor, changed_fields, details, created_at)
                    select uuidv7(), id, 1, 'CREATED', created_at, 'bulk', '{sku,name,price,stock,status}', details, created_at
                    from added""".formatted(CATEGORIES, products));
        }
    }
}
