// A mirror of the catalog. It keeps the current state of every product in memory and prints each change. It reads the whole
// compacted topic at every start, so it uses a new consumer group each time, commits no offsets, and may be killed at any time.
import {randomUUID} from 'node:crypto';
import {AvroDeserializer, SchemaRegistryClient, SerdeType} from '@confluentinc/schemaregistry';
import {Kafka, logLevel} from 'kafkajs';

const topic = 'catalog.products';
const brokers = (process.env.KAFKA_BOOTSTRAP_SERVERS ?? '127.0.0.1:29092').split(',');
const registryUrl = process.env.SCHEMA_REGISTRY_URL ?? 'http://127.0.0.1:28081/apis/ccompat/v7';

const kafka = new Kafka({clientId: 'product-mirror', brokers, logLevel: logLevel.WARN});
const values = new AvroDeserializer(new SchemaRegistryClient({baseURLs: [registryUrl]}), SerdeType.VALUE, {});

// The newest event of each product, also of deleted ones, since an older event may be delivered again.
const products = new Map();

function keep(event) {
  const newest = products.get(event.productId);
  if (newest === undefined || newest.version < event.version) {
    products.set(event.productId, event);
    console.log(`${event.productId} v${event.version} ${state(event.product)}`);
  }
}

function state(product) {
  return product === null ? 'DELETED' : `${product.status} ${product.sku} ${amount(product.price)}`;
}

// The digits of the minor unit by ISO 4217 where they are not 2, as in iso-4217.properties of the event contract. Intl does not know them:
// it has the digits that people usually see.
const minorUnitDigits = {
  ADP: 0, BEF: 0, BHD: 3, BIF: 0, BYB: 0, BYR: 0, CLF: 4, CLP: 0, DJF: 0, ESP: 0, GNF: 0, GRD: 0, IQD: 3, ISK: 0, ITL: 0, JOD: 3, JPY: 0,
  KMF: 0, KRW: 0, KWD: 3, LUF: 0, LYD: 3, MGF: 0, OMR: 3, PTE: 0, PYG: 0, ROL: 0, RWF: 0, TND: 3, TPE: 0, TRL: 0, UGX: 0, UYI: 0, UYW: 4,
  VND: 0, VUV: 0, XAF: 0, XOF: 0, XPF: 0
};

function amount({minorUnits, currency}) {
  const digits = minorUnitDigits[currency] ?? 2;
  return `${(minorUnits / 10 ** digits).toFixed(digits)} ${currency}`;
}

// The end offset of each partition that is not empty. The mirror is complete when it has reached them.
async function endOffsets() {
  const admin = kafka.admin();
  await admin.connect();
  const offsets = await admin.fetchTopicOffsets(topic);
  await admin.disconnect();
  return new Map(offsets.filter(({low, high}) => low !== high).map(({partition, high}) => [partition, BigInt(high)]));
}

function printComplete() {
  console.log(`complete: ${[...products.values()].filter(({product}) => product !== null).length} products`);
}

const remaining = await endOffsets();
if (remaining.size === 0) {
  printComplete();
}
const consumer = kafka.consumer({groupId: `product-mirror-${randomUUID()}`});
await consumer.connect();
await consumer.subscribe({topics: [topic], fromBeginning: true});
await consumer.run({
  autoCommit: false,
  eachMessage: async ({partition, message}) => {
    // A Kafka tombstone has no version and no meaning here. A deletion is an event.
    if (message.value !== null) {
      keep(await values.deserialize(topic, message.value));
    }
    if (remaining.has(partition) && BigInt(message.offset) + 1n >= remaining.get(partition)) {
      remaining.delete(partition);
      if (remaining.size === 0) {
        printComplete();
      }
    }
  },
});
