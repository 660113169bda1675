using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Streaming.Lifecycle.Messages;
using Streaming.Store.Runs;

namespace Streaming.Lifecycle.Sagas;

/// <summary>
/// One message's view of the sagas: a run is folded from its history, and what follows from the message is appended to it, with the mark
/// that the message was handled.
/// </summary>
/// <param name="store">Where histories are.</param>
/// <param name="context">The message.</param>
/// <param name="factory">What MassTransit wraps a saga with.</param>
sealed class RunRepositoryContext<TMessage>(
    RunStore store,
    ConsumeContext<TMessage> context,
    ISagaConsumeContextFactory<RunStore, LearningRun> factory
) : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<LearningRun, TMessage>
    where TMessage : class
{
    readonly ConsumeContext<TMessage> _context = context;

    public async Task<SagaConsumeContext<LearningRun, TMessage>> Load(Guid correlationId)
    {
        if (await store.FindAsync(correlationId, CancellationToken) is not { } row)
            return null!;
        var run = LearningRun.Of(row, await store.ReadAsync(row, CancellationToken));
        return run is null ? null! : await WrapAsync(run, SagaConsumeContextMode.Load);
    }

    public async Task<SagaConsumeContext<LearningRun, TMessage>> Add(LearningRun instance)
    {
        var topology = ((ILearningMessage)Message).Topology;
        var last = await store.LastAsync(topology, CancellationToken);
        instance.Row = new RunRow(instance.CorrelationId, topology, (last?.Number ?? 0) + 1, Open: true);
        return await WrapAsync(instance, SagaConsumeContextMode.Add);
    }

    /// <summary>Nothing is inserted before the message was handled: MassTransit then loads, or adds.</summary>
    public Task<SagaConsumeContext<LearningRun, TMessage>> Insert(LearningRun instance) =>
        Task.FromResult<SagaConsumeContext<LearningRun, TMessage>>(null!);

    public Task Save(SagaConsumeContext<LearningRun> context) => AppendAsync(context.Saga);

    public Task Update(SagaConsumeContext<LearningRun> context) => AppendAsync(context.Saga);

    /// <summary>A history is not deleted.</summary>
    public Task Delete(SagaConsumeContext<LearningRun> context) => AppendAsync(context.Saga);

    public Task Discard(SagaConsumeContext<LearningRun> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<LearningRun> context) => Task.CompletedTask;

    public Task<SagaConsumeContext<LearningRun, T>> CreateSagaConsumeContext<T>(
        ConsumeContext<T> consumeContext,
        LearningRun instance,
        SagaConsumeContextMode mode
    )
        where T : class => factory.CreateSagaConsumeContext(store, consumeContext, instance, mode);

    Task<SagaConsumeContext<LearningRun, TMessage>> WrapAsync(LearningRun run, SagaConsumeContextMode mode) =>
        factory.CreateSagaConsumeContext(store, _context, run, mode);

    Task AppendAsync(LearningRun run) =>
        run.Pending is { } happened
            ? store.AppendAsync(run.Row!, run.Events, happened, ((ILearningMessage)Message).Id, run.Over, CancellationToken)
            : Task.CompletedTask;
}
