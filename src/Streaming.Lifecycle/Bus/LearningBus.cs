using MassTransit;
using Streaming.Topology;

namespace Streaming.Lifecycle.Bus;

/// <summary>There is something new for the runs of a topology.</summary>
/// <param name="Topology">Its name.</param>
public sealed record WakeUp(string Topology);

/// <summary>
/// Wakes whoever serves runs, and carries nothing else: what runs are told is in the store before. A bus that forgets, repeats or
/// reorders costs nothing but time.
/// </summary>
public sealed class LearningBus : IAsyncDisposable
{
    /// <summary>The environment variable that names RabbitMQ, as in <c>amqp://user:password@host/vhost</c>.</summary>
    public const string Variable = "STREAMING_RABBITMQ";

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    readonly IBusControl _bus;

    LearningBus(IBusControl bus) => _bus = bus;

    /// <summary>Starts one: in the memory of this process, or on RabbitMQ.</summary>
    /// <param name="rabbit">Where RabbitMQ is; null: in memory.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="StreamingException">It cannot be reached.</exception>
    public static async Task<LearningBus> StartAsync(string? rabbit, CancellationToken stop)
    {
        if (rabbit is null)
            return await StartAsync(MassTransit.Bus.Factory.CreateUsingInMemory(_ => { }), stop);
        if (!Uri.TryCreate(rabbit, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps" or "rabbitmq"))
        {
            throw new StreamingException($"{Variable} does not name a RabbitMQ: write amqp://user:password@host/, or leave it out.")
            {
                Kind = FailureKind.Invalid,
            };
        }

        try
        {
            return await StartAsync(MassTransit.Bus.Factory.CreateUsingRabbitMq(rabbitMq => rabbitMq.Host(address)), stop);
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            throw new StreamingException(
                $"RabbitMQ at {address.Host} cannot be reached ({e.GetBaseException().Message}): check that it runs and that {Variable} "
                    + "names it, or leave that out.",
                e
            );
        }
    }

    /// <summary>Wakes all who serve the runs of a topology.</summary>
    /// <returns>False: the bus did not take it in time.</returns>
    public async Task<bool> WakeAsync(string topology, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        try
        {
            await _bus.Publish(new WakeUp(topology), patience.Token);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Has somebody woken, until this ends.</summary>
    public async Task ListenAsync(Action<string> woken)
    {
        // A queue of its own, so that all who serve are woken, which goes when this process does.
        var handle = _bus.ConnectReceiveEndpoint(new TemporaryEndpointDefinition(), DefaultEndpointNameFormatter.Instance, endpoint =>
            endpoint.Handler<WakeUp>(context =>
            {
                woken(context.Message.Topology);
                return Task.CompletedTask;
            })
        );
        await handle.Ready;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _bus.StopAsync(patience.Token);
    }

    static async Task<LearningBus> StartAsync(IBusControl bus, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(Patience);
        await bus.StartAsync(patience.Token);
        return new LearningBus(bus);
    }
}
