package io.productcatalog.stack.testing;

import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.token.JwtIssuer;

/** The parts as child processes, on ephemeral ports, in a {@link TestDirectory}. */
final class ProcessParts implements RealParts {

    private final LocalParts parts;
    private final JwtIssuer tokens;
    private final TestNames names = new TestNames();

    private ProcessParts(LocalParts parts, JwtIssuer tokens) {
        this.parts = parts;
        this.tokens = tokens;
    }

    static ProcessParts start() {
        TestDirectory directory = TestDirectory.create("shared");
        LocalParts parts = LocalParts.in(directory.path(), PartsPorts.ephemeral());
        LastHook.register(() -> {
            parts.close();
            directory.deleteData();
        });
        parts.start();
        return new ProcessParts(parts, JwtIssuer.in(directory.path().resolve("keys")));
    }

    @Override
    public String bootstrapServers() {
        return parts.kafka().bootstrapServers();
    }

    @Override
    public String registryUrl() {
        return parts.registry().url();
    }

    @Override
    public DatabaseAccess newWriteDatabase() {
        return parts.postgres().databases().writeDatabase(names.next("catalog_write_"));
    }

    @Override
    public DatabaseAccess newReadDatabase() {
        return parts.postgres().databases().readDatabase(names.next("catalog_read_"));
    }

    @Override
    public JwtIssuer tokens() {
        return tokens;
    }

    @Override
    public String newTopic() {
        String topic = names.next("catalog.products.");
        createTopics(topic);
        return topic;
    }
}
