// What kafkajs can do, each feature tried for real. Arguments: the broker, a prefix for topics and groups.
const assert = require('node:assert');
const { Kafka, logLevel, CompressionTypes, AclOperationTypes, AclPermissionTypes, AclResourceTypes, ConfigResourceTypes,
  ResourcePatternTypes } = require('kafkajs');

const [broker, prefix] = process.argv.slice(2);
const kafka = new Kafka({ brokers: [broker], logLevel: logLevel.NOTHING });
const admin = kafka.admin();

async function topic(name, config = {}, numPartitions = 1) {
  const full = `${prefix}-${name}`;
  const configEntries = Object.entries(config).map(([key, value]) => ({ name: key, value }));
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: full, numPartitions, configEntries }] });
  return full;
}

async function write(to, messages, compression) {
  const producer = kafka.producer();
  await producer.connect();
  await producer.send({ topic: to, messages, compression, acks: -1 });
  await producer.disconnect();
}

async function read(of, count = 1, groupId = `${prefix}-reader-${of}`, config = {}) {
  const consumer = kafka.consumer({ groupId, maxBytesPerPartition: 4 << 20, ...config });
  await consumer.connect();
  await consumer.subscribe({ topics: [of], fromBeginning: true });
  const found = [];
  await new Promise((done, failed) => {
    const limit = setTimeout(() => failed(new Error('nothing came')), 60_000);
    consumer.run({
      autoCommit: false,
      eachMessage: async ({ message }) => {
        if (found.length === count) return;
        found.push(message);
        if (found.length < count) return;
        clearTimeout(limit);
        done();
      },
    });
  });
  const last = found[found.length - 1];
  await consumer.commitOffsets([{ topic: of, partition: 0, offset: String(Number(last.offset) + 1) }]);
  await consumer.disconnect();
  return found;
}

const features = {
  records: async () => {
    const t = await topic('records');
    await write(t, [{ key: 'k', value: 'v' }]);
    const [r] = await read(t);
    assert.deepEqual([r.key.toString(), r.value.toString()], ['k', 'v']);
  },
  headers: async () => {
    const t = await topic('headers');
    await write(t, [{ value: 'v', headers: { a: ['1', '2'] } }]);
    assert.deepEqual((await read(t))[0].headers.a.map(String), ['1', '2']);
  },
  tombstones: async () => {
    const t = await topic('tombstones');
    await write(t, [{ key: 'k', value: null }]);
    assert.equal((await read(t))[0].value, null);
  },
  large: async () => {
    const t = await topic('large', { 'max.message.bytes': '4000000' });
    await write(t, [{ value: 'x'.repeat(3_000_000) }]);
    assert.equal((await read(t))[0].value.length, 3_000_000);
  },
  gzip: async () => {
    const t = await topic('gzip');
    await write(t, [{ value: 'x'.repeat(1000) }], CompressionTypes.GZIP);
    assert.equal((await read(t))[0].value.length, 1000);
  },
  'create time': async () => {
    const t = await topic('create-time');
    await write(t, [{ value: 'v', timestamp: '1000' }]);
    assert.equal((await read(t))[0].timestamp, '1000');
  },
  'append time': async () => {
    const t = await topic('append-time', { 'message.timestamp.type': 'LogAppendTime' });
    await write(t, [{ value: 'v', timestamp: '1000' }]);
    // The client shows a record's own time, never the broker's: only that it comes through is seen.
    assert.equal((await read(t))[0].value.toString(), 'v');
  },
  group: async () => {
    const t = await topic('group');
    await write(t, ['0', '1', '2'].map((value) => ({ value })));
    for (const expected of ['0', '1']) assert.equal((await read(t, 1, `${prefix}-group`))[0].value.toString(), expected);
  },
  transactions: async () => {
    const t = await topic('transactions');
    const producer = kafka.producer({ transactionalId: `${prefix}-transactions`, maxInFlightRequests: 1, idempotent: true });
    await producer.connect();
    for (const [value, commit] of [['aborted', false], ['committed', true]]) {
      const transaction = await producer.transaction();
      await transaction.send({ topic: t, messages: [{ value }] });
      await (commit ? transaction.commit() : transaction.abort());
    }
    await producer.disconnect();
    assert.equal((await read(t, 1, `${prefix}-committed`))[0].value.toString(), 'committed');
    assert.equal((await read(t, 1, `${prefix}-uncommitted`, { readUncommitted: true }))[0].value.toString(), 'aborted');
  },
  topics: async () => {
    const t = await topic('topics', {}, 2);
    await admin.createPartitions({ topicPartitions: [{ topic: t, count: 3 }] });
    const resource = { type: ConfigResourceTypes.TOPIC, name: t };
    await admin.alterConfigs({ validateOnly: false, resources: [{ ...resource, configEntries: [{ name: 'retention.ms', value: '1234567' }] }] });
    const { resources } = await admin.describeConfigs({ includeSynonyms: false, resources: [resource] });
    assert.equal(resources[0].configEntries.find((e) => e.configName === 'retention.ms').configValue, '1234567');
    assert.equal((await admin.fetchTopicMetadata({ topics: [t] })).topics[0].partitions.length, 3);
    await admin.deleteTopics({ topics: [t] });
    assert.ok(!(await admin.listTopics()).includes(t));
  },
  'by time': async () => {
    const t = await topic('by-time');
    await write(t, [{ value: 'a', timestamp: '1000' }, { value: 'b', timestamp: '2000' }]);
    assert.equal((await admin.fetchTopicOffsetsByTimestamp(t, 1500))[0].offset, '1');
  },
  'delete records': async () => {
    const t = await topic('delete-records');
    await write(t, ['0', '1', '2'].map((value) => ({ value })));
    // An administrator who has been there since before the topic does not find it: a fault of the client's.
    const later = kafka.admin();
    await later.connect();
    await later.fetchTopicOffsets(t);
    await later.deleteTopicRecords({ topic: t, partitions: [{ partition: 0, offset: '2' }] });
    await later.disconnect();
    assert.equal((await read(t))[0].value.toString(), '2');
  },
  groups: async () => {
    const t = await topic('groups');
    await write(t, [{ value: 'v' }]);
    const groupId = `${prefix}-groups`;
    await read(t, 1, groupId);
    assert.ok((await admin.listGroups()).groups.some((g) => g.groupId === groupId));
    assert.equal((await admin.describeGroups([groupId])).groups[0].state, 'Empty');
    assert.equal((await admin.fetchOffsets({ groupId, topics: [t] }))[0].partitions[0].offset, '1');
    await admin.deleteGroups([groupId]);
    assert.ok(!(await admin.listGroups()).groups.some((g) => g.groupId === groupId));
  },
  acls: async () => {
    const rule = { resourceType: AclResourceTypes.TOPIC, resourceName: `${prefix}-acls`, resourcePatternType: ResourcePatternTypes.LITERAL,
      principal: 'User:anna', host: '*', operation: AclOperationTypes.READ, permissionType: AclPermissionTypes.ALLOW };
    await admin.createAcls({ acl: [rule] });
    assert.equal((await admin.describeAcls(rule)).resources.length, 1);
    assert.equal((await admin.deleteAcls({ filters: [rule] })).filterResponses[0].matchingAcls.length, 1);
  },
  compacted: async () => {
    const t = await topic('compacted', { 'cleanup.policy': 'compact', 'segment.bytes': '14', 'min.cleanable.dirty.ratio': '0' });
    for (const [key, value] of [['k', '1'], ['k', '2'], ['end', 'end']]) await write(t, [{ key, value }]);
    const until = Date.now() + 60_000;
    for (let i = 0; ; i++) {
      const found = await read(t, 2, `${prefix}-compacted-${i}`);
      if (found.map((m) => m.value.toString()).join() === '2,end') return;
      assert.ok(Date.now() < until, 'the older one stays');
    }
  },
};

(async () => {
  await admin.connect();
  for (const [name, run] of Object.entries(features)) {
    try {
      await run();
      console.log(`${name}\tok`);
    } catch (e) {
      console.log(`${name}\tfailed ${e.name} ${e.message}`.replace(/\n/g, ' '));
    }
  }
  await admin.disconnect();
})();
