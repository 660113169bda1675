using System.Runtime.ExceptionServices;
using MassTransit;
using MassTransit.Configuration;
using MassTransit.Mediator;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streaming.Lifecycle.Messages;
using Streaming.Lifecycle.Sagas;
using Streaming.Store;
using Streaming.Store.Runs;
using Streaming.Topology;

namespace Streaming.Lifecycle;

/// <summary>
/// Handles stored messages: each is told to its run, and what follows is written with the mark that it was handled. Whoever handles a
/// message that somebody else handles at the same time loses, and finds it done.
/// </summary>
public sealed class LearningInbox : IAsyncDisposable
{
    /// <summary>Each time somebody else was first, and there are a few messages a run.</summary>
    const int MostTries = 50;

    readonly RunStore _store;
    readonly ILearningSteps _steps;
    readonly ServiceProvider _provider;
    readonly IMediator _mediator;

    /// <param name="store">Where messages and histories are.</param>
    /// <param name="steps">What runs have done for them.</param>
    /// <param name="time">The clock that events are stamped by.</param>
    /// <param name="loggers">Where MassTransit logs.</param>
    public LearningInbox(RunStore store, ILearningSteps steps, TimeProvider time, ILoggerFactory loggers)
    {
        (_store, _steps) = (store, steps);
        _provider = new ServiceCollection()
            .AddSingleton(store)
            .AddSingleton(steps)
            .AddSingleton(time)
            .AddSingleton(loggers)
            .AddMediator(mediator =>
                mediator
                    .AddSagaStateMachine<LearningMachine, LearningRun>()
                    .Repository(repository =>
                        repository.RegisterSagaRepository<
                            LearningRun,
                            RunStore,
                            SagaConsumeContextFactory<RunStore, LearningRun>,
                            RunRepositoryContextFactory
                        >()
                    )
            )
            .BuildServiceProvider();
        _mediator = _provider.GetRequiredService<IMediator>();
    }

    /// <summary>Handles all of a topology's messages that nobody has handled, in the order in which they were stored.</summary>
    /// <returns>How many.</returns>
    public async Task<int> HandleAllAsync(string topology, CancellationToken stop)
    {
        var waiting = await _store.WaitingAsync(topology, stop);
        foreach (var stored in waiting)
            await HandleAsync(stored.Message, stop);
        return waiting.Count;
    }

    /// <summary>Handles a message, unless it was handled. One that cannot be read is put aside, with the reason.</summary>
    public async Task HandleAsync(NewMessage stored, CancellationToken stop)
    {
        if (MessageFormat.Read(stored, out var why) is not { } message)
        {
            await _store.PutAsideAsync(stored.Id, why!, stop);
            return;
        }

        for (var tries = 0; tries < MostTries; tries++)
        {
            if (await _store.MessageAsync(stored.Id, stop) is not { HandledAt: null } || await TryHandleAsync(message, stop))
                return;
        }

        throw new InvalidOperationException($"Message {stored.Id} could not be handled: each time the run had moved on.");
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    /// <returns>False: somebody else was first, and it is to be tried again.</returns>
    async Task<bool> TryHandleAsync(ILearningMessage message, CancellationToken stop)
    {
        if (message is BeginRun begin && await OtherAsync(begin, stop) is { } other)
        {
            var why = $"run {other.Number} of {other.Topology} is not over";
            await _steps.StopAsync(begin, why, stop);
            await _store.PutAsideAsync(message.Id, why, stop);
            return true;
        }

        try
        {
            await _mediator.Send(message, message.GetType(), stop);
        }
        catch (RunMovedOnException)
        {
            return false;
        }
        catch (EventExecutionException e)
        {
            // What went wrong in a step, and not that something did.
            Exception fault = e;
            while (fault is EventExecutionException { InnerException: { } inner })
                fault = inner;
            if (message is not BeginRun || fault is not StreamingException || fault is StoreUnavailableException or StoreRefusedException)
                ExceptionDispatchInfo.Throw(fault);
            // There is no run yet that could have failed.
            await _store.PutAsideAsync(message.Id, fault.Message, stop);
        }

        // Where an event followed, it is marked already.
        await _store.PutAsideAsync(message.Id, "it changes nothing where the run stands", stop);
        return true;
    }

    async Task<RunRow?> OtherAsync(BeginRun message, CancellationToken stop) =>
        await _store.LastAsync(message.Topology, stop) is { Open: true } last && last.Id != message.Run ? last : null;
}
