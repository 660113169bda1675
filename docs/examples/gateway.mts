// Publishes, has an event decided, asks a model and follows predictions over HTTP. Needs nothing but Node: 22.18 or newer runs it as it is, an
// older one by way of `npx tsx`.
//
//     STREAMING_KEY=sp_… node gateway.mts http://127.0.0.1:8080

declare const process: { argv: string[]; env: Record<string, string | undefined> };

const address = process.argv[2];
const key = process.env.STREAMING_KEY;

type Prediction = { event_id: string; decision: string; score: number | null; lineage_id: string };
type Place = { partition: number; offset: number };
type Sent = { topic: string; count: number; records: Place[] };
type Decided = { record: Place; prediction: Prediction };
type Answer = { outputs: { name: string; data: unknown[] }[]; parameters: { lineage_id: string } };

/** What the server says is wrong. */
class Fault extends Error {
  status: number;
  code: string;
  reason?: string;

  constructor(status: number, told: { detail?: string; error?: string; code?: string; reason?: string }) {
    super(told.detail ?? told.error);
    this.status = status;
    this.code = told.code ?? "";
    this.reason = told.reason;
  }
}

const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1000));

/** A call that is tried again while the server is too busy to begin with it; `again` says what else is worth another try. */
async function open(path: string, body?: unknown, headers: Record<string, string> = {}, again: number[] = [429]): Promise<Response> {
  while (true) {
    const answer = await fetch(address + path, {
      method: body === undefined ? "GET" : "POST",
      headers: { "Content-Type": "application/json", ...(key ? { Authorization: `Bearer ${key}` } : {}), ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (answer.ok) return answer;
    if (!again.includes(answer.status)) throw new Fault(answer.status, (await answer.json()) as object);
    await pause(Number(answer.headers.get("Retry-After") ?? 1));
  }
}

/** Publishes events once, however often it takes: each try has the same key. */
async function publish(topology: string, events: object[]): Promise<Sent> {
  const headers = { "Idempotency-Key": crypto.randomUUID() };
  while (true) {
    try {
      return (await (await open(`/v1/topologies/${topology}/events`, events, headers, [429, 503])).json()) as Sent;
    } catch (fault) {
      if (fault instanceof Fault) throw fault;
      await pause(1);
    }
  }
}

/** Predictions with their cursors, for ever. A connection that ends is opened again where it was. */
async function* follow(topology: string, cursor?: string, query = ""): AsyncGenerator<[string, Prediction]> {
  while (true) {
    try {
      const path = `/v1/topologies/${topology}/predictions/stream${cursor ? "" : query}`;
      const answer = await open(path, undefined, cursor ? { "Last-Event-ID": cursor } : {}, [429, 503]);
      let rest = "";
      let message: Record<string, string> = {};
      const text = new TextDecoder();
      for await (const bytes of answer.body as unknown as AsyncIterable<Uint8Array>) {
        const lines = (rest + text.decode(bytes, { stream: true })).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
          const at = line.indexOf(": ");
          if (at > 0) message[line.slice(0, at)] = line.slice(at + 2);
          if (line !== "") continue;
          // An empty line: the message is whole, and only now its cursor counts.
          cursor = message.id ?? cursor;
          if (message.data) yield [cursor!, JSON.parse(message.data) as Prediction];
          message = {};
        }
      }
    } catch (fault) {
      if (fault instanceof Fault) throw fault;
    }
    await pause(1);
  }
}

const payment = (amount: number) => ({
  TRANSACTION_ID: crypto.randomUUID(),
  TX_DATETIME: "2018-04-20T12:00:00Z",
  CUSTOMER_ID: "1320",
  TERMINAL_ID: "867",
  TX_AMOUNT: amount,
});

const sent = await publish("card-fraud", [payment(20), payment(30)]);
console.log("published", sent.records.map((r) => `${sent.topic}/${r.partition}/${r.offset}`));

const decide = async (event: object) =>
  (await (await open("/v1/topologies/card-fraud/decide", event, { Prefer: "wait=30" })).json()) as Decided;
const decided = await decide(payment(950));
console.log("decided", decided.prediction.decision, decided.prediction.score);
await decide(payment(-1)).catch((fault: Fault) => console.log("refused", fault.status, fault.code, fault.reason));

const row = [950.0, 1, 1, 9, 31, 70, 310, 120, 60.5, 1, 4, 18, 0.9, 0.8, 0.3];
const inputs = [{ name: "features", datatype: "FP32", shape: [1, row.length], data: row }];
const asked = (await (await open("/v2/models/card-fraud/infer", { inputs })).json()) as Answer;
console.log("asked", asked.outputs.map((o) => o.data[0]), asked.parameters.lineage_id);

// Three predictions, then away, and on from there.
const seen: string[] = [];
let last = "";
for await (const [cursor, prediction] of follow("card-fraud", undefined, "?from_beginning=true")) {
  seen.push(prediction.lineage_id);
  last = cursor;
  if (seen.length === 3) break;
}
for await (const [, prediction] of follow("card-fraud", last)) {
  seen.push(prediction.lineage_id);
  if (seen.length === 6) break;
}
if (new Set(seen).size !== 6) throw new Error("a prediction came twice");
console.log("followed", ...seen);
