using System.Diagnostics;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Machine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Roles;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Kafka;
using Streaming.Kafka.Topics;
using Streaming.Topology;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>What it costs a gateway that many follow predictions of which none come: each over a connection of its own, by Server-Sent
/// Events.</summary>
sealed class SubscribersBenchmark : IBenchmark
{
    const int Subscribers = 2000;

    /// <summary>As many connect at a time, as if a proxy before them had been started again.</summary>
    const int AtATime = 64;
    const double MiB = 1 << 20;

    public string Name => "subscribers";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        var topology = workload.Load();
        using (var admin = new KafkaAdmin(new KafkaConnection(services.Kafka)))
            await admin.CreateAsync([new NewTopic(topology.Output.Predictions, options.Partitions)]);
        var folder = Directory.CreateTempSubdirectory("benchmark-");
        var file = Path.Combine(folder.FullName, TopologyLoader.FileName);
        await File.WriteAllTextAsync(file, topology.Text, stop);
        await using var gateway = RoleProcess.Start(RoleTable.Gateway, new GatewayTask(file, services.Kafka, services.Postgres));
        var address = (await gateway.HearAsync<GatewayState>(stop)).Address;
        using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };
        var path = $"/v1/topologies/{topology.Name}/predictions/stream";

        // The first one brings the reader and the code with it.
        note("one subscriber");
        var all = new List<Subscriber> { await Subscriber.OpenAsync(client, path, stop) };
        await all[0].BeatAsync(stop);
        var alone = await gateway.AskAsync<GatewayState>(RoleConsole.Look, stop);
        note($"{Subscribers} subscribers");
        var started = Stopwatch.GetTimestamp();
        while (all.Count <= Subscribers)
        {
            var some = Enumerable.Range(0, Math.Min(AtATime, Subscribers + 1 - all.Count));
            all.AddRange(await Task.WhenAll(some.Select(_ => Subscriber.OpenAsync(client, path, stop))));
        }

        var connected = Stopwatch.GetElapsedTime(started);
        await Task.WhenAll(all.Select(s => s.BeatAsync(stop)));
        var idle = await gateway.AskAsync<GatewayState>(RoleConsole.Look, stop);
        foreach (var subscriber in all)
            subscriber.Dispose();
        var report = new Report(
            Name,
            $"{Subscribers:N0} who follow predictions of which none come, each over a connection of its own; memory of the gateway's "
                + "process after each has got a cursor twice"
        );
        report.Add("working set, one subscriber", alone.WorkingSet / MiB, "MiB");
        report.Add($"working set, {Subscribers:N0} more", idle.WorkingSet / MiB, "MiB");
        report.Add("what they add", (idle.WorkingSet - alone.WorkingSet) / MiB, "MiB", "goal below 100");
        report.Add("of it living objects", (idle.Heap - alone.Heap) / MiB, "MiB");
        report.Add("working set, peak", ProcessTable.PeakMiB(gateway.Pid), "MiB");
        report.Add("threads, one subscriber", alone.Threads, "");
        report.Add("threads, all", idle.Threads, "");
        report.Add("time to connect all", connected.TotalSeconds, "s");
        folder.Delete(recursive: true);
        return report;
    }

    /// <summary>One who follows.</summary>
    sealed class Subscriber(HttpResponseMessage answer, StreamReader lines) : IDisposable
    {
        /// <summary>Comes back with the first cursor there.</summary>
        public static async Task<Subscriber> OpenAsync(HttpClient client, string path, CancellationToken stop)
        {
            var answer = await client.GetAsync(path, HttpCompletionOption.ResponseHeadersRead, stop);
            answer.EnsureSuccessStatusCode();
            var subscriber = new Subscriber(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(stop)));
            await subscriber.BeatAsync(stop);
            return subscriber;
        }

        /// <summary>Waits for the next cursor.</summary>
        public async Task BeatAsync(CancellationToken stop)
        {
            while (await lines.ReadLineAsync(stop) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    return;
            }

            throw new StreamingException("The gateway ended a stream.");
        }

        public void Dispose()
        {
            lines.Dispose();
            answer.Dispose();
        }
    }
}
