using MassTransit;
using MassTransit.Saga;
using Streaming.Store.Runs;

namespace Streaming.Lifecycle.Sagas;

/// <summary>Gives the saga of a message from its history. Sagas are found by their ids alone.</summary>
/// <param name="store">Where histories are.</param>
/// <param name="factory">What MassTransit wraps a saga with.</param>
sealed class RunRepositoryContextFactory(RunStore store, ISagaConsumeContextFactory<RunStore, LearningRun> factory)
    : ISagaRepositoryContextFactory<LearningRun>
{
    public void Probe(ProbeContext context) => context.Add("persistence", "history");

    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<LearningRun, T>> next)
        where T : class => next.Send(new RunRepositoryContext<T>(store, context, factory));

    public Task SendQuery<T>(
        ConsumeContext<T> context,
        ISagaQuery<LearningRun> query,
        IPipe<SagaRepositoryQueryContext<LearningRun, T>> next
    )
        where T : class => throw new NotSupportedException("Runs are found by their ids.");
}
