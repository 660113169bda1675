using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Application.Hosting;
using Streaming.Application.Jobs;
using Streaming.Application.Operations;
using Streaming.Application.RunJobs;
using Streaming.Application.ServeLearning;
using Streaming.Application.Settings;

namespace Streaming.Torture.Children;

/// <summary>What <c>streaming learn</c> does with everything given, and what the processes of its jobs do.</summary>
static class LearningChild
{
    /// <exception cref="Streaming.Topology.StreamingException">It cannot start, or cannot go on.</exception>
    public static async Task RunAsync(LearningSpec spec, ILoggerFactory loggers, CancellationToken stop)
    {
        await using var process = Composed(StreamingOptions.At(spec.Kafka, spec.Postgres).Connections, spec.Lease, loggers);
        var said = false;
        var notes = new Reporter<OperationProgress>(progress =>
        {
            if (progress is not Noted { Text: var text })
                return;
            // The first thing it says is that it serves.
            if (!said)
                Lifeline.SayReady(spec.Instance);
            said = true;
            Console.Out.WriteLine(text);
        });
        await process
            .GetRequiredService<OperationRunner>()
            .RunAsync(new ServeLearningOperation(), new ServeLearningRequest(spec.File), Caller.Local, notes, stop);
    }

    /// <summary>One job, to its end.</summary>
    public static async Task RunJobAsync(long job, TimeSpan lease, Connections connections, ILoggerFactory loggers, CancellationToken stop)
    {
        await using var process = Composed(connections, lease, loggers);
        await process
            .GetRequiredService<OperationRunner>()
            .RunAsync(new RunJobsOperation(), new RunJobsRequest(job), Caller.Local, stop: stop);
    }

    static ServiceProvider Composed(Connections connections, TimeSpan lease, ILoggerFactory loggers) =>
        new ServiceCollection()
            .AddSingleton(loggers)
            .AddSingleton(new JobSettings { Lease = lease, LeftToOthers = TimeSpan.FromSeconds(1) })
            .AddStreaming(
                new StreamingOptions
                {
                    Connections = connections,
                    HostVerb = "none",
                    JobVerb = _ => [Verbs.Job, lease.TotalSeconds.ToString(CultureInfo.InvariantCulture)],
                }
            )
            .BuildServiceProvider();
}
