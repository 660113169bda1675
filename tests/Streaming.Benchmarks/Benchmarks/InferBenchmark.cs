using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using HdrHistogram;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Application.Hosting;
using Streaming.Application.ListTopologies;
using Streaming.Application.Operations;
using Streaming.Application.Serve;
using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Reports;
using Streaming.Benchmarks.Services;
using Streaming.Benchmarks.Workloads;
using Streaming.Gateway;
using Streaming.Topology;

namespace Streaming.Benchmarks.Benchmarks;

/// <summary>Rows asked for one a request, by the Open Inference Protocol: from the request to the answer, whose lineage is durable by
/// then.</summary>
sealed class InferBenchmark : IBenchmark
{
    const int Callers = 32;
    static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    static readonly (string Name, double Percentile, string? Goal)[] Percentiles =
    [
        ("p50", 50, null),
        ("p99", 99, "goal below 20"),
        ("max", 100, null),
    ];

    public string Name => "infer";

    public async Task<Report> RunAsync(BenchmarkOptions options, Action<string> note, CancellationToken stop)
    {
        var workload = Workload.Of(Workload.CardFraud);
        await using var services = await BenchmarkServices.StartAsync(options.Data, note, stop);
        await ModelMaker.RegisterAsync(workload, new EventSource(EventKind.Live, options.Rate), services.Postgres, stop);
        await using var provider = new ServiceCollection()
            .AddStreaming(StreamingOptions.At(services.Kafka, services.Postgres))
            .BuildServiceProvider();
        var runner = provider.GetRequiredService<OperationRunner>();
        // The gateway finds topologies by their files, and a workload has names of its own.
        var topology = workload.Load();
        var folder = Directory.CreateTempSubdirectory("benchmark-");
        var file = Path.Combine(folder.FullName, TopologyLoader.FileName);
        await File.WriteAllTextAsync(file, topology.Text, stop);
        var topologies = await runner.RunAsync(new ListTopologiesOperation(), new ListTopologiesRequest([file]), Caller.Local, stop: stop);
        var settings = new GatewaySettings { Listen = [ListenAddress.Parse("http://127.0.0.1:0")], Topologies = topologies };
        Report? report = null;
        var request = new ServeRequest(["http://127.0.0.1:0"], Jobs: 0)
        {
            Door = async (health, doorkeeper, over) =>
            {
                var loggers = provider.GetRequiredService<ILoggerFactory>();
                await using var server = new GatewayServer(settings, runner, health, doorkeeper, TimeProvider.System, loggers);
                var address = (await server.StartAsync(over))[0];
                note($"{Callers} callers: {WarmUp.TotalSeconds:N0} s to warm up, then {options.Seconds} s");
                report = await MeasureAsync(options, topology.Score.Model!, topology.Features.Count, address, stop);
                await server.StopAsync();
            },
        };
        await runner.RunAsync(new ServeOperation(), request, Caller.Local, stop: stop);
        folder.Delete(recursive: true);
        return report!;
    }

    async Task<Report> MeasureAsync(BenchmarkOptions options, string model, int features, string address, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        var path = $"/v2/models/{model}/infer";
        await AskAllAsync(client, path, features, WarmUp, stop);
        var seconds = TimeSpan.FromSeconds(options.Seconds);
        var histograms = await AskAllAsync(client, path, features, seconds, stop);
        var all = new LongHistogram(TimeSpan.TicksPerMinute, 3);
        foreach (var histogram in histograms)
            all.Add(histogram);
        var report = new Report(
            Name,
            $"rows of {features} features asked for one a request over HTTP, {Callers} callers, over {options.Seconds} s; the callers run "
                + "in the server's process"
        );
        report.Add("answered", all.TotalCount / seconds.TotalSeconds, "requests/s", "goal 3,000");
        foreach (var (name, percentile, goal) in Percentiles)
            report.Add(name, all.GetValueAtPercentile(percentile) / (double)TimeSpan.TicksPerMillisecond, "ms", goal);
        return report;
    }

    /// <summary>Each caller asks again as soon as it is answered.</summary>
    static async Task<LongHistogram[]> AskAllAsync(HttpClient client, string path, int features, TimeSpan time, CancellationToken stop)
    {
        var started = Stopwatch.GetTimestamp();
        return await Task.WhenAll(Enumerable.Range(0, Callers).Select(AskAsync));

        async Task<LongHistogram> AskAsync(int caller)
        {
            var body = Body(caller, features);
            var histogram = new LongHistogram(TimeSpan.TicksPerMinute, 3);
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var asked = Stopwatch.GetTimestamp();
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
                using var answer = await client.PostAsync(path, content, stop);
                answer.EnsureSuccessStatusCode();
                histogram.RecordValue(Stopwatch.GetElapsedTime(asked).Ticks);
            }

            return histogram;
        }
    }

    static byte[] Body(int caller, int features)
    {
        var values = string.Join(',', Enumerable.Range(0, features).Select(f => (caller + f).ToString(CultureInfo.InvariantCulture)));
        var input = $$"""{"name":"features","datatype":"FP32","shape":[1,{{features}}],"data":[{{values}}]}""";
        return System.Text.Encoding.UTF8.GetBytes($$"""{"inputs":[{{input}}]}""");
    }
}
