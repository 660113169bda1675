using Streaming.Application.Operations;
using Streaming.Application.ServeLearning;
using Streaming.Lifecycle;
using Streaming.Store.Runs;

namespace Streaming.Application.RunDriftDemo;

/// <summary>The learning loop at work beside the stream, as <c>learning serve</c> is.</summary>
sealed class LearningLoop : IAsyncDisposable
{
    static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    readonly CancellationTokenSource _over = new();
    readonly RunStore _runs;
    readonly string _topology;
    readonly Task _work;

    /// <summary>Begins it.</summary>
    /// <param name="runner">Runs it.</param>
    /// <param name="runs">Where its runs are.</param>
    /// <param name="topology">Name of the topology whose model is renewed.</param>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="happened">Told in words what it does.</param>
    public LearningLoop(OperationRunner runner, RunStore runs, string topology, Caller caller, Action<string> happened)
    {
        (_runs, _topology) = (runs, topology);
        _work = runner.RunAsync(
            new ServeLearningOperation(),
            new ServeLearningRequest(topology),
            caller,
            new Reporter<OperationProgress>(progress =>
            {
                if (progress is Noted noted)
                    happened(noted.Text);
            }),
            _over.Token
        );
    }

    /// <summary>Waits while a version is trained and judged: that takes as long as the machine needs, and no days pass meanwhile.</summary>
    /// <exception cref="Topology.StreamingException">It has failed: nothing would come about any more.</exception>
    public async Task RestAsync(TimeProvider time, CancellationToken stop)
    {
        while (await ComputesAsync(stop))
        {
            if (_work.IsCompleted)
                await _work;
            await Task.Delay(Look, time, stop);
        }

        if (_work.IsCompleted)
            await _work;
    }

    async Task<bool> ComputesAsync(CancellationToken stop) =>
        await _runs.LastAsync(_topology, stop) is { Open: true } row
        && LearningRun.Of(row, await _runs.ReadAsync(row, stop))?.CurrentState
            is nameof(LearningMachine.Training)
                or nameof(LearningMachine.Evaluating);

    /// <summary>Until it has put down what it was at.</summary>
    public async Task EndAsync()
    {
        await _over.CancelAsync();
        await _work;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        await ((Task)_work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }
}
