using Streaming.Benchmarks.Brokers;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>
/// The embedded broker beside Apache Kafka, each a process of its own, in turn by the same clients with the same settings; alone where
/// there is no Apache Kafka.
/// </summary>
sealed class KafkaBenchmark : IBenchmark
{
    const int Rounds = 5;
    const int ScaleRounds = 3;

    /// <summary>Records of 200 bytes; there are fewer of 10 kB, fifty times as long, and of those that wait for the disk.</summary>
    const int Records = 300_000;
    const int Small = 200;
    const int Large = 10_000;
    const int LargeShare = 20;
    const int ForcedShare = 5;
    const int Transactions = 200;
    const int TransactionRecords = 100;
    const int ManyPartitions = 1000;
    const int Connections = 500;
    static readonly TimeSpan Working = TimeSpan.FromSeconds(2);

    public string Name => "kafka";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var (apache, reason) = BrokerKind.FindApache();
        if (reason is not null)
            note($"{reason}: the embedded broker is measured alone");
        BrokerKind[] kinds = apache is null ? [BrokerKind.Embedded] : [BrokerKind.Embedded, apache];
        string[] names = [.. kinds.Select(k => k.Name)];
        Comparison rates = new(),
            cpu = new(),
            small = new();
        await MeasureStartAsync(kinds, options, small, note, stop);
        await MeasureLoadsAsync(kinds, options, rates, cpu, small, note, stop);
        await MeasureScaleAsync(kinds, options, rates, small, note, stop);
        var report = new Report(
            Name,
            $"brokers as processes of their own, in turn by the same clients, acks=all, {options.Partitions} partitions; the relation is "
                + "taken in each round"
        );
        report.Grids.Add(rates.Grid("records a second, median of the rounds", names, "1 or more"));
        report.Grids.Add(small.Grid("start and memory", names, "0.1 or less"));
        report.Grids.Add(cpu.Grid("µs of the broker's processor time a record", names, ""));
        report.Notes.Add(
            "By default neither broker forces a record to disk before it acknowledges it; the embedded one does so within ten seconds, "
                + "Apache Kafka leaves it to the system. 'On disk' is a topic with flush.messages=1 on both."
        );
        if (reason is not null)
            report.Notes.Add($"Apache Kafka was not measured: {reason}.");
        return report;
    }

    /// <summary>Once each: two more starts follow, for what is measured later.</summary>
    static async Task MeasureStartAsync(
        IReadOnlyList<BrokerKind> kinds,
        BenchmarkOptions options,
        Comparison small,
        Action<string> note,
        CancellationToken stop
    )
    {
        foreach (var kind in kinds)
        {
            note($"{kind.Name} starts");
            await using var broker = await StartAsync(kind, options, small, stop);
        }
    }

    static async Task MeasureLoadsAsync(
        IReadOnlyList<BrokerKind> kinds,
        BenchmarkOptions options,
        Comparison rates,
        Comparison cpu,
        Comparison small,
        Action<string> note,
        CancellationToken stop
    )
    {
        await using var brokers = new BrokerSet();
        foreach (var kind in kinds)
            brokers.Add(await StartAsync(kind, options, small, stop));
        var records = options.Rows ?? Records;
        var (few, forced) = (Math.Max(1, records / LargeShare), Math.Max(1, records / ForcedShare));
        // The first round warms up clients and brokers, and does not count.
        for (var round = 0; round <= Rounds; round++)
        {
            note(round == 0 ? "warm-up" : $"round {round} of {Rounds}");
            foreach (var client in brokers.InTurn(round))
            {
                await MeasureTopicAsync("200 bytes", Small, records);
                await MeasureTopicAsync("10 kB", Large, few);
                await MeasureAsync("200 bytes, each on disk before it is acknowledged: produced", forced, isForced: true, topic =>
                    client.ProduceAsync(topic, options.Partitions, new byte[Small], forced)
                );
                await MeasureAsync(
                    $"200 bytes, in transactions of {TransactionRecords}",
                    Transactions * TransactionRecords,
                    isForced: false,
                    topic =>
                        Task.FromResult(client.Transactions(topic, options.Partitions, new byte[Small], Transactions, TransactionRecords))
                );

                async Task MeasureTopicAsync(string size, int bytes, int count)
                {
                    var topic = $"{size.Replace(' ', '-')}-{round}";
                    await client.CreateAsync(topic, options.Partitions);
                    await TakeAsync($"{size}: produced", count, () =>
                        client.ProduceAsync(topic, options.Partitions, new byte[bytes], count)
                    );
                    await TakeAsync($"{size}: consumed", count, () => Task.FromResult(client.Consume(topic, options.Partitions, count)));
                    await client.DeleteAsync(topic);
                }

                async Task MeasureAsync(string name, int count, bool isForced, Func<string, Task<TimeSpan>> passage)
                {
                    var topic = $"{(isForced ? "forced" : "transactions")}-{round}";
                    await client.CreateAsync(topic, options.Partitions, isForced);
                    await TakeAsync(name, count, () => passage(topic));
                    await client.DeleteAsync(topic);
                }

                async Task TakeAsync(string name, int count, Func<Task<TimeSpan>> passage)
                {
                    var before = client.Broker.Cpu;
                    var took = await passage();
                    if (round == 0)
                        return;
                    rates.Add(name, client.Broker.Name, count / took.TotalSeconds);
                    cpu.Add(name, client.Broker.Name, (client.Broker.Cpu - before).TotalMicroseconds / count);
                }
            }
        }

        foreach (var broker in brokers.All)
        {
            small.Add("resident memory after the rounds, MiB", broker.Name, broker.ResidentMiB);
            small.Add("its peak, MiB", broker.Name, broker.PeakMiB);
        }
    }

    static async Task MeasureScaleAsync(
        IReadOnlyList<BrokerKind> kinds,
        BenchmarkOptions options,
        Comparison rates,
        Comparison small,
        Action<string> note,
        CancellationToken stop
    )
    {
        await using var brokers = new BrokerSet();
        foreach (var kind in kinds)
            brokers.Add(await StartAsync(kind, options, small, stop));
        note($"{Connections} connections");
        foreach (var client in brokers.InTurn(0))
            await client.CreateAsync("connections", options.Partitions);
        for (var round = 0; round <= ScaleRounds; round++)
        {
            foreach (var client in brokers.InTurn(round))
            {
                using var connections = await ManyConnections.OpenAsync(client.Broker.Port, Connections, stop);
                if (round == 0)
                    small.Add($"resident memory with {Connections} idle connections, MiB", client.Broker.Name, client.Broker.ResidentMiB);
                var rate = await connections.ProduceAsync("connections", options.Partitions, Small, Working, stop);
                if (round == 0)
                    continue;
                rates.Add($"200 bytes, {Connections} connections, one record a request: produced", client.Broker.Name, rate);
                if (round == ScaleRounds)
                    small.Add($"the same, working, MiB", client.Broker.Name, client.Broker.ResidentMiB);
            }
        }

        note($"{ManyPartitions:N0} partitions");
        var records = options.Rows ?? Records;
        foreach (var client in brokers.InTurn(0))
        {
            await client.CreateAsync("partitions", ManyPartitions);
            small.Add($"resident memory with {ManyPartitions:N0} partitions, MiB", client.Broker.Name, client.Broker.ResidentMiB);
        }

        for (var round = 1; round <= ScaleRounds; round++)
        {
            foreach (var client in brokers.InTurn(round))
            {
                var produced = await client.ProduceAsync("partitions", ManyPartitions, new byte[Small], records);
                rates.Add($"200 bytes, {ManyPartitions:N0} partitions: produced", client.Broker.Name, records / produced.TotalSeconds);
                var consumed = client.Consume("partitions", ManyPartitions, records * round);
                rates.Add(
                    $"200 bytes, {ManyPartitions:N0} partitions: consumed",
                    client.Broker.Name,
                    records * round / consumed.TotalSeconds
                );
            }
        }

        foreach (var broker in brokers.All)
            small.Add("the same, after its load, MiB", broker.Name, broker.ResidentMiB);
    }

    static async Task<BrokerProcess> StartAsync(BrokerKind kind, BenchmarkOptions options, Comparison small, CancellationToken stop)
    {
        var broker = await BrokerProcess.StartAsync(kind, options.Data, stop);
        small.Add("start to first answer, s", broker.Name, broker.StartUp.TotalSeconds);
        small.Add("resident memory then, MiB", broker.Name, broker.ResidentMiB);
        return broker;
    }
}
