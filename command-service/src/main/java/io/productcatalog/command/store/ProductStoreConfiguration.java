package io.productcatalog.command.store;

import com.fasterxml.uuid.Generators;
import io.productcatalog.command.product.ProductStore;
import io.productcatalog.command.product.Products;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProductStoreConfiguration {

    @Bean
    Products products(ProductStore store) {
        return new Products(store, Generators.timeBasedEpochGenerator()::generate, Clock.systemUTC());
    }
}
