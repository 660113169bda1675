using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Application.ListTopologies;
using Streaming.Application.Operations;
using Streaming.Application.Serve;
using Streaming.Gateway;

namespace Streaming.Benchmarks.Roles;

/// <summary>What a gateway process is to offer, and where.</summary>
/// <param name="Topology">Path of the topology's file.</param>
/// <param name="Kafka">Where Kafka is.</param>
/// <param name="Postgres">Where PostgreSQL is.</param>
sealed record GatewayTask(string Topology, string Kafka, string Postgres);

/// <summary>What a gateway process says of itself.</summary>
/// <param name="Address">Where it listens.</param>
/// <param name="WorkingSet">Bytes of the process that are in memory.</param>
/// <param name="Heap">Bytes of living objects, after a collection.</param>
/// <param name="Threads">Of the process, those of the clients of Kafka among them.</param>
sealed record GatewayState(string Address, long WorkingSet, long Heap, int Threads);

/// <summary>The gateway as <c>streaming serve</c> has it, in a process of its own.</summary>
static class GatewayRole
{
    const string Address = "http://127.0.0.1:0";

    public static async Task RunAsync(GatewayTask task, RoleConsole console)
    {
        await using var process = RoleServices.Compose(task.Kafka, task.Postgres);
        var runner = process.GetRequiredService<OperationRunner>();
        var topologies = await runner.RunAsync(new ListTopologiesOperation(), new ListTopologiesRequest([task.Topology]), Caller.Local);
        var settings = new GatewaySettings { Listen = [ListenAddress.Parse(Address)], Topologies = topologies };
        var request = new ServeRequest([Address], Jobs: 0)
        {
            Door = async (health, doorkeeper, over) =>
            {
                var loggers = process.GetRequiredService<ILoggerFactory>();
                await using var server = new GatewayServer(settings, runner, health, doorkeeper, TimeProvider.System, loggers);
                var address = (await server.StartAsync(over))[0];
                console.Say(State(address));
                while (await RoleConsole.HearAsync() is not null)
                    console.Say(State(address));
                await server.StopAsync();
            },
        };
        await runner.RunAsync(new ServeOperation(), request, Caller.Local);
    }

    static GatewayState State(string address)
    {
        // What is garbage already says nothing of those who are connected.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return new GatewayState(address, process.WorkingSet64, GC.GetTotalMemory(forceFullCollection: false), process.Threads.Count);
    }
}
