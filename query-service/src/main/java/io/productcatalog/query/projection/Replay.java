package io.productcatalog.query.projection;

import io.productcatalog.events.ProductEvent;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * The replay of single records, outside the consumer. It writes to the read model, guarded by the version as for every
 * other event. It does not publish to the product topic: the topic is compacted, so the older record would stay as the
 * latest one of the product, and every other subscriber would receive it again.
 */
public class Replay {

    private final EventDecoder decoder;
    private final ReadModelWriter readModel;

    Replay(EventDecoder decoder, ReadModelWriter readModel) {
        this.decoder = decoder;
        this.readModel = readModel;
    }

    /**
     * The event in a record, as JSON.
     *
     * @throws IllegalArgumentException when the record holds no product event
     * @throws RegistryUnavailableException when the schema registry does not answer
     */
    public String json(ConsumerRecord<byte[], byte[]> record) {
        return decode(record).toString();
    }

    /**
     * Projects a record, unless the read model has this version of the product or a newer one.
     *
     * @throws RegistryUnavailableException when the schema registry does not answer
     * @throws DataAccessException or {@link TransactionException} when the database does not answer
     */
    public Outcome project(ConsumerRecord<byte[], byte[]> record) {
        try {
            ProductRow row = Projector.row(decode(record));
            return readModel.store(List.of(row), Map.of()) > 0 ? new Stored() : new Superseded();
        } catch (RegistryUnavailableException transientFailure) {
            throw transientFailure;
        } catch (DataIntegrityViolationException refusal) {
            return new Unusable(DeadLetter.reason(refusal));
        } catch (DataAccessException | TransactionException transientFailure) {
            throw transientFailure;
        } catch (RuntimeException failure) {
            return new Unusable(DeadLetter.reason(failure));
        }
    }

    private ProductEvent decode(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            throw new IllegalArgumentException("the record has no value");
        }
        return decoder.decode(record);
    }

    /** The outcome of a replay. */
    public sealed interface Outcome {}

    public record Stored() implements Outcome {}

    public record Superseded() implements Outcome {}

    public record Unusable(String cause) implements Outcome {}
}
