package io.productcatalog.command.store;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.UUIDClock;
import io.productcatalog.command.product.ProductStore;
import io.productcatalog.command.product.Products;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProductStoreConfiguration {

    @Bean
    Products products(ProductStore store, DatabaseClock clock) {
        UUIDClock millis = new UUIDClock() {
            @Override
            public long currentTimeMillis() {
                return clock.millis();
            }
        };
        return new Products(store, Generators.timeBasedEpochGenerator(null, millis)::generate, clock);
    }
}
